package dev.postrider.common.wire;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.common.wire.LaneRecord.Head;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Lanes on the compacted {@code lanes} topic: the key is the webhook id, with {@code /} and the ordering key where there is one;
 * the value is a JSON object, or nothing once the lane is no longer behind.
 */
public final class LaneCodec {
    private static final char SEPARATOR = '/';

    private LaneCodec() {}

    /**
     * @param partition that of the webhook's deliveries: a key with an ordering key would hash to another
     */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, int partition, LaneRecord lane) {
        String orderingKey = lane.orderingKey();
        String key = orderingKey == null ? lane.webhook().toString() : lane.webhook() + "" + SEPARATOR + orderingKey;
        Behind behind = lane.behind();
        return new ProducerRecord<>(
                topics.lanes(),
                partition,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                behind == null ? null : Json.write(generator -> write(generator, behind)),
                WireHeaders.versioned()
                        .add(HeaderNames.GENERATION, Long.toString(lane.generation()))
                        .headers());
    }

    /**
     * @throws UnreadableRecordException saying what is wrong
     */
    public static LaneRecord decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.of(record.headers());
        String key = new String(record.key(), StandardCharsets.UTF_8);
        int separator = key.indexOf(SEPARATOR);
        try {
            return new LaneRecord(
                    WebhookId.parse(separator < 0 ? key : key.substring(0, separator)),
                    separator < 0 ? null : key.substring(separator + 1),
                    headers.number(HeaderNames.GENERATION),
                    record.value() == null ? null : read(Json.tree(record.value())));
        } catch (JacksonException e) {
            throw new UnreadableRecordException("the lane is not in the form of version 1", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("the lane has a wrong field: " + e.getMessage(), e);
        }
    }

    private static void write(JsonGenerator generator, Behind behind) {
        generator.writeStartObject();
        generator.writeStringProperty("reason", behind.reason().text());
        Instant until = behind.until();
        if (until != null) {
            generator.writeStringProperty("until", until.toString());
        }
        generator.writeNumberProperty("cursor", behind.cursor());
        generator.writeArrayPropertyStart("done");
        behind.done().forEach(generator::writeNumber);
        generator.writeEndArray();
        generator.writeNumberProperty("bytes", behind.bytes());
        Head head = behind.head();
        if (head != null) {
            generator.writeObjectPropertyStart("head");
            generator.writeNumberProperty("attempt", head.attempt());
            generator.writeStringProperty("due", head.due().toString());
            generator.writeEndObject();
        }
        generator.writeEndObject();
    }

    private static Behind read(JsonNode json) {
        JsonNode until = json.get("until");
        return new Behind(
                HeldReason.parse(json.required("reason").stringValue()),
                until == null ? null : Instant.parse(until.stringValue()),
                json.required("cursor").longValue(),
                json.required("done").valueStream().map(JsonNode::longValue).toList(),
                json.required("bytes").longValue(),
                head(json.get("head")));
    }

    private static @Nullable Head head(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Head(
                        json.required("attempt").intValue(),
                        Instant.parse(json.required("due").stringValue()));
    }
}
