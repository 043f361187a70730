package dev.postrider.dispatcher.fanout;

/**
 * What was produced of one event.
 *
 * @param progress how far its partition is with that
 * @param deliveries how many were made
 */
record Slice(FanOutProgress progress, int deliveries) {}
