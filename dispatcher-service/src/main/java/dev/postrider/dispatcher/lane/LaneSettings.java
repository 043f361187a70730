package dev.postrider.dispatcher.lane;

import java.time.Duration;

/**
 * The limits of lanes.
 *
 * @param queue deliveries of one lane that wait in memory, before it is behind
 * @param admitted deliveries of one lane that were received from their partition and are not complete
 * @param window deliveries of one lane beyond its cursor that are in memory while it is behind
 * @param heldWindow the same for a lane to which nothing is sent
 * @param windowBytes bodies of one partition that are in memory because their lanes are behind
 * @param patience how long the oldest may wait before its lane is behind
 * @param concurrency exchanges of one webhook at once, where the webhook itself says nothing
 * @param maxInFlight deliveries of the whole process under way at once, until they are handed over
 * @param slowAfter exchanges that take longer have at most half of those slots together
 * @param forgetIdleAfter what is known of an endpoint is forgotten when it had nothing to do for so long
 * @param progressInterval between two records about a lane that advances
 * @param disabledHold how long the deliveries of a disabled webhook are held
 * @param waitingBytes bodies that wait on the shelf for one lane; the oldest go when there are more
 * @param pinnedBytes bodies of others that a lane keeps on the shelf; for more it makes way and goes to the shelf's end
 */
public record LaneSettings(
        int queue,
        int admitted,
        int window,
        int heldWindow,
        long windowBytes,
        Duration patience,
        int concurrency,
        int maxInFlight,
        Duration slowAfter,
        Duration forgetIdleAfter,
        Duration progressInterval,
        Duration disabledHold,
        long waitingBytes,
        long pinnedBytes,
        BreakerSettings breaker) {
    /**
     * @throws IllegalArgumentException if a full queue would be the lane's whole share: nothing could be under way beside it
     */
    public LaneSettings {
        if (queue >= admitted) {
            throw new IllegalArgumentException("postrider.dispatcher.lane-queue is " + queue
                    + "; it must be below an eighth of postrider.dispatcher.max-admitted, which is " + admitted);
        }
    }
}
