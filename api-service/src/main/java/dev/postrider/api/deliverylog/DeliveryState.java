package dev.postrider.api.deliverylog;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery stands, as one record tells it. Of two states of a delivery the higher one holds, whichever arrived last.
 *
 * @param at when the record was made
 * @param reason why it is dead, cancelled or held
 * @param nextAttemptAt when it is retried
 * @param deliveredAt when the endpoint's answer was complete
 */
record DeliveryState(
        int tryNumber,
        int attempt,
        DeliveryStatus status,
        Instant at,
        @Nullable String reason,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant deliveredAt) {

    /** By (try, attempt, rank, record time), but a delivered one above all others. */
    private static final Comparator<DeliveryState> ORDER = Comparator.comparing(DeliveryState::isDelivered)
            .thenComparingInt(DeliveryState::tryNumber)
            .thenComparingInt(DeliveryState::attempt)
            .thenComparingInt(state -> state.status().rank())
            .thenComparing(DeliveryState::at);

    boolean isDelivered() {
        return status == DeliveryStatus.DELIVERED;
    }

    /** The one that holds; this one if they are equal. */
    DeliveryState max(DeliveryState other) {
        return ORDER.compare(this, other) >= 0 ? this : other;
    }
}
