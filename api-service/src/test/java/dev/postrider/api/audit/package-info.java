/** Tests of the audit log. */
@NullMarked
package dev.postrider.api.audit;

import org.jspecify.annotations.NullMarked;
