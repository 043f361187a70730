/**
 * Metrics: the one way to register them, and the watch over how far stages are behind. Called by the services' wiring; on the way of the
 * data nothing here waits or looks anything up.
 */
@NullMarked
package dev.postrider.meter;

import org.jspecify.annotations.NullMarked;
