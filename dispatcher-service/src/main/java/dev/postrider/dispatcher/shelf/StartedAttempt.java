package dev.postrider.dispatcher.shelf;

import dev.postrider.common.id.DeliveryId;

/**
 * An attempt that was started, and from where.
 *
 * @param shelved whether its record stood on the shelf
 * @param offset of its record
 */
public record StartedAttempt(DeliveryId delivery, int tryNumber, int attempt, boolean shelved, long offset) {}
