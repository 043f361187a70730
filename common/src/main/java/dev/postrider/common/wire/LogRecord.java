package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to a delivery, as the {@code attempts} topic tells the delivery log. */
public sealed interface LogRecord {
    Subject subject();

    /** When it happened. */
    Instant at();

    /** Which delivery something happened to, and where it stood. Every record has all of it: they may come in any order. */
    record Subject(
            DeliveryId delivery,
            WebhookId webhook,
            OrganizationId organization,
            EventId event,
            EventType type,
            Instant eventTime,
            Instant fannedOutAt,
            int tryNumber,
            int attempt) {
        public static Subject of(Delivery delivery) {
            return new Subject(
                    delivery.id(),
                    delivery.webhook(),
                    delivery.organization(),
                    delivery.event(),
                    delivery.type(),
                    delivery.eventTime(),
                    delivery.fannedOutAt(),
                    delivery.tryNumber(),
                    delivery.attempt());
        }
    }

    /** A place in a topic. */
    record Position(String topic, int partition, long offset) {}

    /**
     * An event matched a webhook.
     *
     * @param replay the replay that made the delivery; null for an event's own
     */
    record FannedOut(Subject subject, Instant at, @Nullable UUID replay) implements LogRecord {}

    /**
     * A further try of a delivery was asked for.
     *
     * @param subject at the first attempt of the new try
     * @param trigger {@code manual} or {@code redrive}
     * @param job the redrive; null for a manual retry
     */
    record TryStarted(
            Subject subject,
            Instant at,
            Trigger trigger,
            @Nullable UUID job) implements LogRecord {}

    /**
     * An HTTP exchange was made.
     *
     * @param at when it started
     * @param requestHeaders as sent, secrets masked; not to be changed any more
     * @param requestBody only where no event keeps it, as for tests
     * @param source where the delivery's record stood; null for one that came from no topic
     * @param next what becomes of the delivery
     */
    record Attempted(
            Subject subject,
            Instant at,
            Trigger trigger,
            AttemptOutcome outcome,
            Map<String, String> requestHeaders,
            @Nullable String requestBody,
            @Nullable Position source,
            Next next)
            implements LogRecord {
        public Attempted {
            requestHeaders = Collections.unmodifiableMap(requestHeaders);
        }
    }

    /**
     * A delivery was given up.
     *
     * @param deadLetter where its dead letter stands
     */
    record Dead(Subject subject, Instant at, DeadReason reason, Position deadLetter) implements LogRecord {}

    /** A delivery was cancelled before it was delivered. */
    record Cancelled(Subject subject, Instant at, CancelReason reason) implements LogRecord {}

    /** A delivery waits without a due time: told the first time, and when the reason has changed. */
    record Held(Subject subject, Instant at, HeldReason reason) implements LogRecord {}

    /**
     * A copy of a delivery whose attempt had been started from another record was passed over.
     *
     * @param source where the copy stood
     */
    record Duplicate(Subject subject, Instant at, Position source) implements LogRecord {}

    /** What becomes of a delivery after an attempt. */
    sealed interface Next {
        /** The endpoint took it. */
        record Delivered() implements Next {}

        /** It is tried again. */
        record Retrying(Instant nextAttemptAt) implements Next {}

        /** It is given up; a record of its own tells why. */
        record GivenUp() implements Next {}
    }
}
