/** Tests of probes. */
@NullMarked
package dev.postrider.api.probe;

import org.jspecify.annotations.NullMarked;
