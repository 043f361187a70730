package dev.postrider.common.wire;

import dev.postrider.common.event.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Rejected records: the original key, value and headers, with the reason and the place where the record stood. Of a record that
 * would not fit, only its size and its SHA-256 are kept; it stands at its place until its topic's retention ends.
 */
public final class RejectedCodec {
    private static final int MAX_REASON = 2000;

    /** Below what the topics take, with room for the headers that are added. */
    private static final int MAX_BYTES = 1_900_000;

    private RejectedCodec() {}

    /**
     * @param reason its class
     * @param text what is wrong, for people
     */
    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics,
            ConsumerRecord<byte[], byte[]> record,
            RejectionReason reason,
            String text,
            Instant rejectedAt) {
        ProducerRecord<byte[], byte[]> rejected = encode(topics, record, text, rejectedAt);
        rejected.headers().remove(HeaderNames.REASON_CLASS);
        rejected.headers().add(HeaderNames.REASON_CLASS, reason.text().getBytes(StandardCharsets.UTF_8));
        return rejected;
    }

    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics, ConsumerRecord<byte[], byte[]> record, String reason, Instant rejectedAt) {
        boolean fits = size(record) <= MAX_BYTES;
        String bounded = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
        WireHeaders headers = (fits ? WireHeaders.copyOf(record.headers()) : WireHeaders.versioned())
                .put(HeaderNames.VERSION, WireHeaders.VERSION_1)
                .put(HeaderNames.REASON, bounded)
                .put(HeaderNames.SOURCE, record.topic() + "/" + record.partition() + "/" + record.offset())
                .put(HeaderNames.REJECTED, rejectedAt);
        if (fits) {
            return new ProducerRecord<>(
                    topics.eventsRejected(), null, null, record.key(), record.value(), headers.headers());
        }
        byte[] value = record.value() == null ? new byte[0] : record.value();
        headers.put(HeaderNames.ORIGINAL_SIZE, Integer.toString(value.length))
                .put(HeaderNames.ORIGINAL_SHA256, sha256(value));
        return new ProducerRecord<>(topics.eventsRejected(), null, null, null, new byte[0], headers.headers());
    }

    /**
     * Reads a record of the topic of rejected events.
     *
     * @throws UnreadableRecordException if it does not say what it has to
     */
    public static RejectedRecord decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.ofAnyVersion(record.headers());
        String reason = headers.optionalText(HeaderNames.REASON_CLASS);
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new RejectedRecord(
                source(headers.text(HeaderNames.SOURCE)),
                reason == null
                        ? RejectionReason.INVALID_EVENT
                        : RejectionReason.find(reason).orElse(RejectionReason.INVALID_EVENT),
                headers.text(HeaderNames.REASON),
                headers.time(HeaderNames.REJECTED),
                record.headers(),
                value,
                headers.optionalNumber(HeaderNames.ORIGINAL_SIZE, value.length));
    }

    private static LogRecord.Position source(String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 3) {
                return new LogRecord.Position(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw new UnreadableRecordException("a rejected record does not say where it stood", e);
        }
        throw new UnreadableRecordException("a rejected record does not say where it stood");
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
