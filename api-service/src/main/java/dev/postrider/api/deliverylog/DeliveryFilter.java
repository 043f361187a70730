package dev.postrider.api.deliverylog;

import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which deliveries a list shows.
 *
 * @param from the earliest fan-out, inclusive
 * @param to the latest fan-out, exclusive
 * @param cursor the last delivery of the page before
 */
public record DeliveryFilter(
        OrganizationId organization,
        Optional<WebhookId> webhook,
        Optional<String> eventType,
        Optional<String> eventId,
        Optional<DeliveryStatus> status,
        Optional<String> reason,
        Optional<Integer> statusCode,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Cursor> cursor,
        int limit) {
    /** The parameters of requests for deliveries. */
    public static final Set<String> PARAMETERS = Set.of(
            "webhook_id", "event_type", "event_id", "status", "reason", "status_code", "from", "to", "limit", "cursor");

    /** What other systems call a status, and its name here. */
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("success", "delivered"),
            Map.entry("succeeded", "delivered"),
            Map.entry("successful", "delivered"),
            Map.entry("completed", "delivered"),
            Map.entry("failed", "dead"),
            Map.entry("failure", "dead"),
            Map.entry("error", "dead"),
            Map.entry("dead_letter", "dead"),
            Map.entry("queued", "pending"),
            Map.entry("retry", "retrying"),
            Map.entry("paused", "held"),
            Map.entry("canceled", "cancelled"));

    /** All deliveries of one event. */
    static DeliveryFilter ofEvent(OrganizationId organization, EventId event, int limit) {
        return new DeliveryFilter(
                organization,
                Optional.empty(),
                Optional.empty(),
                Optional.of(event.value()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    /** Reads the parameters of a request; what is wrong with them is added to the errors. */
    public static DeliveryFilter read(OrganizationId organization, Query query, FieldErrors errors) {
        TimeRange range = TimeRange.read(query, errors);
        return new DeliveryFilter(
                organization,
                query.uuid("webhook_id").map(WebhookId::new),
                query.text("event_type"),
                query.text("event_id"),
                query.text("status").flatMap(text -> status(text, errors)),
                query.text("reason").flatMap(text -> reason(text, errors)),
                query.text("status_code").flatMap(text -> statusCode(text, errors)),
                range.from(),
                range.to(),
                TimeRange.listed(query.cursor(), Cursor::at, errors),
                query.limit());
    }

    /** Another page of the same list. */
    DeliveryFilter page(Optional<Cursor> after, int rows) {
        return new DeliveryFilter(
                organization, webhook, eventType, eventId, status, reason, statusCode, from, to, after, rows);
    }

    /** The same between other times. */
    DeliveryFilter within(Instant earliest, Instant end) {
        return new DeliveryFilter(
                organization,
                webhook,
                eventType,
                eventId,
                status,
                reason,
                statusCode,
                Optional.of(earliest),
                Optional.of(end),
                cursor,
                limit);
    }

    DeliveryFilter of(WebhookId only) {
        return new DeliveryFilter(
                organization,
                Optional.of(only),
                eventType,
                eventId,
                status,
                reason,
                statusCode,
                from,
                to,
                cursor,
                limit);
    }

    DeliveryFilter of(DeliveryStatus only) {
        return new DeliveryFilter(
                organization,
                webhook,
                eventType,
                eventId,
                Optional.of(only),
                reason,
                statusCode,
                from,
                to,
                cursor,
                limit);
    }

    /** Notes a reason that no dead letter has. */
    public void requireDeadReason(FieldErrors errors) {
        if (reason.isPresent() && !DeliveryReasons.isOfDeadLetters(reason.get())) {
            errors.add("reason", "must be one of: " + DeliveryReasons.namesOfDeadLetters());
        }
    }

    private static Optional<DeliveryStatus> status(String text, FieldErrors errors) {
        Optional<DeliveryStatus> status = DeliveryStatus.find(text);
        if (status.isEmpty()) {
            String other = OTHER_NAMES.get(text);
            errors.add(
                    "status",
                    other == null
                            ? "must be one of: " + DeliveryStatus.names()
                            : "has no value '" + text + "'; use " + other);
        }
        return status;
    }

    private static Optional<String> reason(String text, FieldErrors errors) {
        if (DeliveryReasons.status(text).isEmpty()) {
            errors.add("reason", "must be one of: " + DeliveryReasons.names());
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static Optional<Integer> statusCode(String text, FieldErrors errors) {
        if (!text.matches("[1-5][0-9]{2}")) {
            errors.add("status_code", "must be an HTTP status code from 100 to 599, such as 503");
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(text));
    }
}
