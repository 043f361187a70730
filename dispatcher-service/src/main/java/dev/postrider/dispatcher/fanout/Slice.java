package dev.postrider.dispatcher.fanout;

/**
 * What was produced of one event.
 *
 * @param progress how far its partition is with that
 * @param deliveries how many were made
 * @param end what became of the event with that; {@code MORE} where more slices follow
 */
record Slice(FanOutProgress progress, int deliveries, End end) {
    enum End {
        MORE,
        FANNED_OUT,
        SCHEDULED,
        REJECTED,
        DROPPED
    }
}
