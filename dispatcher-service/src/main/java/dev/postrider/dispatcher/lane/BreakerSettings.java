package dev.postrider.dispatcher.lane;

import java.time.Duration;

/**
 * When a breaker opens and for how long.
 *
 * @param window how many of the last exchanges count
 * @param minimum exchanges before it may open
 * @param failurePercent of them that open it
 * @param open for how long the first time
 * @param maxOpen for how long at most, after doubling
 */
public record BreakerSettings(int window, int minimum, int failurePercent, Duration open, Duration maxOpen) {}
