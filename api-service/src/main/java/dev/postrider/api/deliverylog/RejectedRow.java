package dev.postrider.api.deliverylog;

import dev.postrider.api.database.RowJson;
import dev.postrider.common.event.Attribution;
import dev.postrider.common.id.RejectedId;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A rejected record as the log keeps it: with what its producer sent, up to a bound. */
record RejectedRow(RejectedId id, RejectedRecord record, Attribution attribution) {
    /** Larger than any event that is taken by default. */
    private static final int MAX_PAYLOAD = 512 * 1024;

    private static final int MAX_HEADERS = 30;
    private static final int MAX_HEADER = 500;

    /** Those of the records of Postrider's own begin so. */
    private static final String OWN_HEADERS = "pr-";

    static RejectedRow of(RejectedRecord record, Attribution attribution) {
        LogRecord.Position source = record.source();
        return new RejectedRow(
                RejectedId.of(record.rejectedAt(), source.topic(), source.partition(), source.offset()),
                record,
                attribution);
    }

    void write(RowJson json) {
        LogRecord.Position source = record.source();
        json.put("day", id.day().atZone(ZoneOffset.UTC).toLocalDate().toString())
                .put("id", id.toString())
                .put("organization_id", text(attribution.organization()))
                .put("reason", record.reason().text())
                .put("message", Texts.storable(record.text()))
                .put("event_type", text(attribution.type()))
                .put("event_id", text(attribution.event()))
                .put("source_topic", source.topic())
                .put("source_partition", source.partition())
                .put("source_offset", source.offset())
                .put("rejected_at", record.rejectedAt())
                .put("headers", Texts.json(headers()))
                .put("payload_bytes", record.size());
        if (record.isWhole() && record.value().length <= MAX_PAYLOAD) {
            json.put("payload", Base64.getEncoder().encodeToString(record.value()));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : Texts.storable(value.toString());
    }

    private Map<String, String> headers() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            byte[] value = header.value();
            if (!header.key().startsWith(OWN_HEADERS) && value != null && texts.size() < MAX_HEADERS) {
                String text = new String(value, StandardCharsets.UTF_8);
                texts.put(header.key(), text.length() <= MAX_HEADER ? text : text.substring(0, MAX_HEADER));
            }
        }
        return texts;
    }
}
