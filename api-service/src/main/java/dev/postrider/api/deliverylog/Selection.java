package dev.postrider.api.deliverylog;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of an organization's deliveries, or events, something is about; null and an empty list stand for any.
 *
 * @param from the earliest fan-out, or publication of an event, inclusive
 * @param to the latest, exclusive
 */
public record Selection(
        List<DeliveryId> deliveries,
        @Nullable WebhookId webhook,
        @Nullable EventType type,
        @Nullable EventId event,
        @Nullable String reason,
        @Nullable Integer statusCode,
        @Nullable Instant from,
        @Nullable Instant to) {
    public Selection {
        deliveries = List.copyOf(deliveries);
    }

    /** These deliveries; the webhook is said where they have but one, which tells them apart from those of others. */
    public static Selection of(List<DeliveryId> deliveries, @Nullable WebhookId webhook) {
        return new Selection(deliveries, webhook, null, null, null, null, null, null);
    }

    /** The same of one webhook, or of any. */
    public Selection of(@Nullable WebhookId only) {
        return new Selection(deliveries, only, type, event, reason, statusCode, from, to);
    }

    public boolean isEverything() {
        return deliveries.isEmpty()
                && Stream.of(webhook, type, event, reason, statusCode, from, to).allMatch(Objects::isNull);
    }

    /** Whether there may be a delivery that both are about. */
    public boolean overlaps(Selection other) {
        return agree(webhook, other.webhook)
                && agree(type, other.type)
                && agree(event, other.event)
                && agree(reason, other.reason)
                && agree(statusCode, other.statusCode)
                && beginsBefore(from, other.to)
                && beginsBefore(other.from, to)
                && (deliveries.isEmpty()
                        || other.deliveries.isEmpty()
                        || !Collections.disjoint(deliveries, other.deliveries));
    }

    private static boolean agree(@Nullable Object left, @Nullable Object right) {
        return left == null || right == null || left.equals(right);
    }

    private static boolean beginsBefore(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null || from.isBefore(to);
    }
}
