package dev.postrider.common.wire;

import dev.postrider.common.json.Json;
import java.time.DateTimeException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;

/** Records of the {@code attempts} topic: the key is the webhook id, the kind stands in a header, the value is JSON. */
public final class LogCodec {
    private LogCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(Topics topics, LogRecord record) {
        WireHeaders headers = WireHeaders.versioned()
                .add(HeaderNames.KIND, LogJsonWriter.kind(record))
                .add(HeaderNames.DELIVERY, record.subject().delivery().ascii());
        return new ProducerRecord<>(
                topics.attempts(),
                null,
                null,
                DeliveryCodec.key(record.subject().webhook()),
                LogJsonWriter.write(record),
                headers.headers());
    }

    /**
     * @throws UnreadableRecordException saying what is wrong
     */
    public static LogRecord decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.of(record.headers());
        String kind = headers.text(HeaderNames.KIND);
        if (record.value() == null) {
            throw new UnreadableRecordException("the log record has no value");
        }
        try {
            return LogJsonReader.read(kind, Json.tree(record.value()));
        } catch (JacksonException e) {
            throw new UnreadableRecordException("the log record is not in the form of version 1", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("the log record has a wrong field: " + e.getMessage(), e);
        }
    }
}
