package dev.postrider.common.event;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.wire.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of the {@code events} topic, or of one of {@code events.from.<name>}, in any of its three forms: native JSON, CloudEvents 1.0 structured, CloudEvents
 * 1.0 binary.
 */
public final class EventDecoder {
    private final @Nullable OrganizationId defaultOrganization;
    private final int maxBytes;
    private final EventSources sources;

    /**
     * @param defaultOrganization owns events that name none; null where such events are rejected
     * @param maxBytes the largest record, value and headers together
     */
    public EventDecoder(@Nullable OrganizationId defaultOrganization, int maxBytes) {
        this(defaultOrganization, maxBytes, EventSources.NONE);
    }

    /**
     * @param sources the topics whose producers do not speak for everyone
     */
    public EventDecoder(@Nullable OrganizationId defaultOrganization, int maxBytes, EventSources sources) {
        this.defaultOrganization = defaultOrganization;
        this.maxBytes = maxBytes;
        this.sources = sources;
    }

    /**
     * @throws InvalidEventException saying what the producer must change; the record belongs on {@code events.rejected}
     */
    public Event decode(ConsumerRecord<?, byte[]> record) throws InvalidEventException {
        requireSize(record);
        byte[] value = record.value();
        if (value == null) {
            throw new InvalidEventException("", "has no value; send one JSON object per record");
        }
        EventDraft draft = draft(record.headers(), value);
        sources.requireAllowed(record.topic(), draft.type());
        OrganizationId organization = sources.owner(record.topic(), draft.organization(), defaultOrganization);
        EventId fallback = EventId.ofPosition(record.topic(), record.partition(), record.offset());
        return draft.appended(organization, fallback, hops(record.headers()), Instant.ofEpochMilli(record.timestamp()));
    }

    /** Whether a topic speaks for some organizations only. */
    public boolean isListed(String topic) {
        return sources.topics().contains(topic);
    }

    /** Whose a record is that is no event, as far as it can be told. */
    public Attribution attribution(String topic, Headers headers, byte[] value) {
        return Attribution.of(topic, headers, value, sources, defaultOrganization);
    }

    /**
     * What a producer wrote, whichever form it has.
     *
     * @throws InvalidEventException naming every field that is wrong
     */
    public static EventDraft draft(Headers headers, byte[] value) throws InvalidEventException {
        if (CloudEvents.isBinary(headers)) {
            return CloudEvents.parseBinary(headers, value);
        }
        if (CloudEvents.isStructured(headers)) {
            return CloudEvents.parseStructured(value);
        }
        return NativeEventParser.parse(value);
    }

    private static int hops(Headers headers) throws InvalidEventException {
        Header header = headers.lastHeader(HeaderNames.HOPS);
        if (header == null || header.value() == null) {
            return 0;
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        if (!text.matches("[0-9]{1,4}")) {
            throw new InvalidEventException(
                    "header " + HeaderNames.HOPS, "must be the number that X-Postrider-Hops had, 0 to 9999");
        }
        return Integer.parseInt(text);
    }

    private void requireSize(ConsumerRecord<?, byte[]> record) throws InvalidEventException {
        int size = Math.max(0, record.serializedValueSize());
        for (var header : record.headers()) {
            boolean trace = header.key().equals(HeaderNames.TRACE_PARENT)
                    || header.key().equals(HeaderNames.TRACE_STATE);
            int bytes = header.value() == null ? 0 : header.value().length;
            // Tracing adds them to events that were accepted by their size without.
            if (!trace || bytes > TraceContext.LONGEST_STATE) {
                size += header.key().length() + bytes;
            }
        }
        if (size > maxBytes) {
            throw new InvalidEventException(
                    RejectionReason.TOO_LARGE, "", "is " + size + " bytes, at most " + maxBytes + " are allowed");
        }
    }
}
