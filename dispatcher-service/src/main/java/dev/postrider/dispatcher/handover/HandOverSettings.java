package dev.postrider.dispatcher.handover;

import java.time.Duration;

/**
 * How results are handed over.
 *
 * @param retryDelay between two tries to hand one result over
 * @param giveUpAfter the broker refused one result for so long; the dispatcher then stops
 */
public record HandOverSettings(Duration retryDelay, Duration giveUpAfter) {}
