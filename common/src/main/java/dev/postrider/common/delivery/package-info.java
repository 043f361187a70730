/**
 * Deliveries, the outcomes of their attempts, and why they end. Called by everyone who moves or logs a delivery; never does I/O.
 */
@NullMarked
package dev.postrider.common.delivery;

import org.jspecify.annotations.NullMarked;
