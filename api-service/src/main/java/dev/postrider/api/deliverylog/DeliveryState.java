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
 * @param exchanged whether it is pending because an exchange has ended and its dead letter is yet to be told of; such a state
 *     is as high as a held one, so that the later of both holds
 */
public record DeliveryState(
        int tryNumber,
        int attempt,
        DeliveryStatus status,
        Instant at,
        @Nullable String reason,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant deliveredAt,
        boolean exchanged) {

    /** By (try, attempt, rank, record time), but a delivered one above all others. */
    private static final Comparator<DeliveryState> ORDER = Comparator.comparing(DeliveryState::isDelivered)
            .thenComparingInt(DeliveryState::tryNumber)
            .thenComparingInt(DeliveryState::attempt)
            .thenComparingInt(DeliveryState::rank)
            .thenComparing(DeliveryState::at);

    /** One whose rank is that of its status. */
    static DeliveryState of(int tryNumber, int attempt, DeliveryStatus status, Instant at, @Nullable String reason) {
        return new DeliveryState(tryNumber, attempt, status, at, reason, null, null, false);
    }

    private int rank() {
        return exchanged ? DeliveryStatus.HELD.rank() : status.rank();
    }

    boolean isDelivered() {
        return status == DeliveryStatus.DELIVERED;
    }

    /** A state read back, beside the exchange of its row: a pending one was made by that if it is of the same slot and time. */
    DeliveryState after(LastExchange last) {
        boolean ofExchange = status == DeliveryStatus.PENDING
                && last.tryNumber() == tryNumber
                && last.attempt() == attempt
                && last.at().equals(at);
        return new DeliveryState(tryNumber, attempt, status, at, reason, nextAttemptAt, deliveredAt, ofExchange);
    }

    /** The one that holds; this one if they are equal. */
    DeliveryState max(DeliveryState other) {
        return ORDER.compare(this, other) >= 0 ? this : other;
    }
}
