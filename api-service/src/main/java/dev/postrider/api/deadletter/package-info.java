/**
 * Dead letters: listed from the delivery log, their bodies read from the topic at the place that the log keeps. Called by the
 * router and by jobs; writes nothing.
 *
 * <p>The reader has one thread, which owns its consumer; everything else is reactive.
 */
@NullMarked
package dev.postrider.api.deadletter;

import org.jspecify.annotations.NullMarked;
