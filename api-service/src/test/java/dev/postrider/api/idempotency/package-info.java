/** Repeated requests, against the whole service. */
@NullMarked
package dev.postrider.api.idempotency;

import org.jspecify.annotations.NullMarked;
