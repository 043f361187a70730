/**
 * What the dispatcher counts. Called by its wiring, which stands between the parts; on the way of a delivery it only adds to counters that
 * were looked up at the start.
 */
@NullMarked
package dev.postrider.dispatcher.metric;

import org.jspecify.annotations.NullMarked;
