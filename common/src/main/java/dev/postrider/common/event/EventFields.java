package dev.postrider.common.event;

import dev.postrider.common.event.InvalidEventException.Problem;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.IdentityText;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of an event as text, whatever form they came in, and their rules. Null stands for what was left out. */
final class EventFields {
    static final int MAX_METADATA_BYTES = 4096;

    @Nullable String organization;

    @Nullable String type;

    @Nullable String id;

    @Nullable String timestamp;

    @Nullable String deliverAt;

    @Nullable String orderingKey;

    @Nullable RawJson data;

    @Nullable RawJson metadata;

    /** Fields that already have a problem because they were not text. */
    final Set<String> wrongType = new HashSet<>();

    /**
     * @param problems found before; what is found here is added
     * @throws InvalidEventException if there is any problem
     */
    EventDraft toDraft(List<Problem> problems) throws InvalidEventException {
        if (type == null && !wrongType.contains("event")) {
            problems.add(new Problem("event", "is missing; give the event type, such as \"user.created\""));
        }
        if (data == null) {
            problems.add(new Problem("data", "is missing; give any JSON value"));
        }
        if (metadata != null && metadata.length() > MAX_METADATA_BYTES) {
            problems.add(new Problem(
                    "metadata", "is " + metadata.length() + " bytes, at most " + MAX_METADATA_BYTES + " are allowed"));
        }
        if (orderingKey != null && !IdentityText.isValid(orderingKey)) {
            problems.add(new Problem("ordering_key", IdentityText.RULE));
        }
        OrganizationId parsedOrganization = parse("organization_id", organization, OrganizationId::new, problems);
        EventType parsedType = parse("event", type, EventType::new, problems);
        EventId parsedId = parse("id", id, EventId::new, problems);
        parse("timestamp", timestamp, EventFields::instant, problems);
        Instant parsedDeliverAt = parse("deliver_at", deliverAt, EventFields::instant, problems);
        if (!problems.isEmpty() || parsedType == null || data == null) {
            throw new InvalidEventException(problems);
        }
        return new EventDraft(
                parsedOrganization, parsedType, parsedId, timestamp, data, metadata, parsedDeliverAt, orderingKey);
    }

    private static <T> @Nullable T parse(
            String field, @Nullable String text, Function<String, T> parser, List<Problem> problems) {
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(field, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an RFC 3339 time such as 2026-01-31T12:00:00Z", e);
        }
    }
}
