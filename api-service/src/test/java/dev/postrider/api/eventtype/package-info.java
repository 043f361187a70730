/** Tests of event types. */
@NullMarked
package dev.postrider.api.eventtype;

import org.jspecify.annotations.NullMarked;
