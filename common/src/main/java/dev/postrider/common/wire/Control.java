package dev.postrider.common.wire;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the {@code controls} topic tells dispatchers: deliveries of one webhook that are not to be attempted any more. */
public sealed interface Control {
    WebhookId webhook();

    /** Why a delivery that this is about ends. */
    CancelReason reason();

    /** Whether a delivery of the webhook is one that this is about. */
    boolean ends(Delivery delivery);

    /**
     * Ends one delivery.
     *
     * @param lastTry later tries go on: somebody asked for them afterwards
     * @param reason {@code requested}, or {@code superseded} where a later try takes its place
     */
    record OfDelivery(WebhookId webhook, DeliveryId delivery, int lastTry, CancelReason reason) implements Control {
        public OfDelivery {
            if (reason != CancelReason.REQUESTED && reason != CancelReason.SUPERSEDED) {
                throw new IllegalArgumentException("no control ends a delivery as " + reason.text());
            }
        }

        @Override
        public boolean ends(Delivery other) {
            return other.id().equals(delivery) && other.tryNumber() <= lastTry;
        }
    }

    /**
     * Ends what a filter matches.
     *
     * @param id names this request
     * @param before tries begun later go on
     */
    record OfMatching(WebhookId webhook, UUID id, Filter filter, Instant before) implements Control {
        @Override
        public CancelReason reason() {
            return CancelReason.REQUESTED;
        }

        @Override
        public boolean ends(Delivery delivery) {
            return delivery.tryStartedAt().isBefore(before) && filter.matches(delivery);
        }
    }

    /**
     * Which deliveries of a webhook; null stands for any.
     *
     * @param from the earliest fan-out, inclusive
     * @param to the latest fan-out, exclusive
     */
    record Filter(
            @Nullable EventType type,
            @Nullable EventId event,
            @Nullable Instant from,
            @Nullable Instant to) {
        /** All deliveries. */
        public static final Filter ALL = new Filter(null, null, null, null);

        boolean matches(Delivery delivery) {
            return (type == null || type.equals(delivery.type()))
                    && (event == null || event.equals(delivery.event()))
                    && (from == null || !delivery.fannedOutAt().isBefore(from))
                    && (to == null || delivery.fannedOutAt().isBefore(to));
        }
    }
}
