package dev.postrider.common.wire;

import dev.postrider.common.json.Json;
import dev.postrider.common.wire.FanOutRound.Span;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Rounds of fan-out on the {@code attempts} topic, among the records of deliveries: of a kind and a key of their own. */
public final class FanOutRoundCodec {
    private static final String KIND = "fan_out_round";
    private static final String KEY = "fan-out";

    private FanOutRoundCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(Topics topics, FanOutRound round) {
        byte[] value = Json.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("at", round.at().toString());
            json.writeNumberProperty("webhooks_offset", round.webhooksOffset());
            json.writeArrayPropertyStart("events");
            for (Span span : round.spans()) {
                json.writeStartObject();
                json.writeStringProperty("topic", span.topic());
                json.writeNumberProperty("partition", span.partition());
                json.writeNumberProperty("from", span.from());
                json.writeNumberProperty("to", span.to());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        return new ProducerRecord<>(
                topics.attempts(),
                null,
                null,
                KEY.getBytes(StandardCharsets.UTF_8),
                value,
                WireHeaders.versioned().add(HeaderNames.KIND, KIND).headers());
    }

    /** Whether a record of {@code attempts} tells of a round. */
    public static boolean isRound(ConsumerRecord<byte[], byte[]> record) {
        var kind = record.headers().lastHeader(HeaderNames.KIND);
        return kind != null && new String(kind.value(), StandardCharsets.UTF_8).equals(KIND);
    }

    /**
     * @throws UnreadableRecordException saying what is wrong
     */
    public static FanOutRound decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        if (record.value() == null) {
            throw new UnreadableRecordException("the round has no value");
        }
        try {
            JsonNode json = Json.tree(record.value());
            List<Span> spans = json.required("events")
                    .valueStream()
                    .map(span -> new Span(
                            span.required("topic").stringValue(),
                            span.required("partition").intValue(),
                            span.required("from").longValue(),
                            span.required("to").longValue()))
                    .toList();
            return new FanOutRound(
                    Instant.parse(json.required("at").stringValue()),
                    json.required("webhooks_offset").longValue(),
                    spans);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("the round is not in the form of version 1", e);
        }
    }
}
