package dev.postrider.api.rejected;

import dev.postrider.api.web.Cursor;
import dev.postrider.common.wire.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A record that was rejected.
 *
 * @param organization null where nobody can tell whose it is
 * @param headers of the record, JSON
 * @param decidedBy who resubmitted or dismissed it
 */
record RejectedEvent(
        UUID id,
        @Nullable String organization,
        String reason,
        String message,
        @Nullable String eventType,
        @Nullable String eventId,
        LogRecord.Position source,
        Instant rejectedAt,
        String headers,
        long payloadBytes,
        RejectedStatus status,
        @Nullable String resubmittedEventId,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    Cursor cursor() {
        return new Cursor(rejectedAt, id);
    }

    void write(JsonGenerator json) {
        json.writeStartObject();
        fields(json);
        json.writeEndObject();
    }

    /**
     * With what its producer sent.
     *
     * @param payload null where it is not kept
     */
    void write(JsonGenerator json, byte @Nullable [] payload) {
        json.writeStartObject();
        fields(json);
        json.writeName("headers");
        json.writeRawValue(headers);
        @Nullable String text = payload == null ? null : text(payload);
        json.writeStringProperty("payload", text);
        json.writeStringProperty(
                "payload_base64",
                payload == null || text != null ? null : Base64.getEncoder().encodeToString(payload));
        json.writeEndObject();
    }

    private void fields(JsonGenerator json) {
        json.writeStringProperty("id", id.toString());
        json.writeStringProperty("organization_id", organization);
        json.writeStringProperty("reason", reason);
        json.writeStringProperty("message", message);
        json.writeStringProperty("event", eventType);
        json.writeStringProperty("event_id", eventId);
        json.writeObjectPropertyStart("source");
        json.writeStringProperty("topic", source.topic());
        json.writeNumberProperty("partition", source.partition());
        json.writeNumberProperty("offset", source.offset());
        json.writeEndObject();
        json.writeStringProperty("rejected_at", rejectedAt.toString());
        json.writeNumberProperty("payload_bytes", payloadBytes);
        json.writeStringProperty("status", status.text());
        json.writeStringProperty("resubmitted_event_id", resubmittedEventId);
        json.writeStringProperty("decided_by", decidedBy);
        json.writeStringProperty("decided_at", decidedAt == null ? null : decidedAt.toString());
    }

    /** Null where the bytes are no text. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
