package dev.postrider.common.event;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a producer's system, published once and never changed.
 *
 * @param timestamp when it happened, RFC 3339 as the producer wrote it, or the append time where it wrote none
 * @param data the producer's own bytes
 * @param metadata a JSON object, null for none
 * @param deliverAt when to deliver, null for now
 * @param orderingKey what orders it among others, null for none
 * @param hops how often it had come through Postrider before
 * @param appendedAt the log-append time of its record
 */
public record Event(
        OrganizationId organization,
        EventId id,
        EventType type,
        String timestamp,
        RawJson data,
        @Nullable RawJson metadata,
        @Nullable Instant deliverAt,
        @Nullable String orderingKey,
        int hops,
        Instant appendedAt) {}
