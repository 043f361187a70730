/**
 * What of a trace travels with records. Called by codecs and by whoever makes spans; makes none itself.
 */
@NullMarked
package dev.postrider.common.trace;

import org.jspecify.annotations.NullMarked;
