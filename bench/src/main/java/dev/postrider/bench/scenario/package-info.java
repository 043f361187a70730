/**
 * The measurements, one class each. Called by the program; they start what they need and leave nothing running.
 */
@NullMarked
package dev.postrider.bench.scenario;

import org.jspecify.annotations.NullMarked;
