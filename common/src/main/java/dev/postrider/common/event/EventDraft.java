package dev.postrider.common.event;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as its producer wrote it, before the log gave it a time and a place. Null stands for what was left out.
 *
 * @param timestamp RFC 3339, as written
 */
public record EventDraft(
        @Nullable OrganizationId organization,
        EventType type,
        @Nullable EventId id,
        @Nullable String timestamp,
        RawJson data,
        @Nullable RawJson metadata,
        @Nullable Instant deliverAt,
        @Nullable String orderingKey) {

    /** The same draft, published for this organization under this id. */
    public EventDraft published(OrganizationId publisher, EventId publishedId) {
        return new EventDraft(publisher, type, publishedId, timestamp, data, metadata, deliverAt, orderingKey);
    }

    /**
     * The event that this draft is, once its record has a place in the log.
     *
     * @param publisher the organization that it belongs to
     * @param hops how often it had come through Postrider before
     */
    public Event appended(OrganizationId publisher, EventId fallbackId, int hops, Instant appendedAt) {
        return new Event(
                publisher,
                id != null ? id : fallbackId,
                type,
                timestamp != null ? timestamp : appendedAt.toString(),
                data,
                metadata,
                deliverAt,
                orderingKey,
                hops,
                appendedAt);
    }

    /** The native JSON form of the {@code events} topic; {@code data} and {@code metadata} keep their bytes. */
    public byte[] toNativeJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length() + 256);
        text(out, "{\"event\":");
        quoted(out, type.value());
        field(out, "id", id == null ? null : id.value());
        field(out, "organization_id", organization == null ? null : organization.value());
        field(out, "timestamp", timestamp);
        field(out, "deliver_at", deliverAt == null ? null : deliverAt.toString());
        field(out, "ordering_key", orderingKey);
        if (metadata != null) {
            text(out, ",\"metadata\":");
            out.writeBytes(metadata.bytes());
        }
        text(out, ",\"data\":");
        out.writeBytes(data.bytes());
        text(out, "}");
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, String name, @Nullable String value) {
        if (value != null) {
            text(out, ",\"" + name + "\":");
            quoted(out, value);
        }
    }

    private static void quoted(ByteArrayOutputStream out, String value) {
        out.writeBytes(Json.quoted(value));
    }

    private static void text(ByteArrayOutputStream out, String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
