/** Tests of the retention of payloads. */
@NullMarked
package dev.postrider.api.retention;

import org.jspecify.annotations.NullMarked;
