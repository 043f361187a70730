package dev.postrider.dispatcher.fanout;

import java.time.Duration;

/**
 * The limits of fan-out.
 *
 * @param slice deliveries made before they are acknowledged and committed; what a crash repeats at most
 * @param maxHops events that have come through Postrider more often are rejected
 * @param maxDeliverAhead scheduled events that are due later are rejected
 * @param maxUnacknowledged records produced and not yet acknowledged before fan-out waits for them
 * @param patience how long the broker, or the view of webhooks, may keep fan-out waiting before the log says so; after a stop
 *     was asked for, how long it may at all
 * @param retryDelay before what failed is tried again
 * @param leaveOnStop whether a stop leaves the consumer group although the instance has a stable id
 */
public record FanOutSettings(
        int slice,
        int maxHops,
        Duration maxDeliverAhead,
        int maxUnacknowledged,
        Duration patience,
        Duration retryDelay,
        boolean leaveOnStop) {
    /** As long as anything waits; what is kept about a scheduled event is kept a little longer. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /**
     * @throws IllegalArgumentException naming the property that is wrong
     */
    public FanOutSettings {
        if (maxDeliverAhead.isNegative() || maxDeliverAhead.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("postrider.dispatcher.max-deliver-ahead must be 0s to 30d");
        }
    }
}
