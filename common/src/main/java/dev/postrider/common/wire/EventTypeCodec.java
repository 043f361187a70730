package dev.postrider.common.wire;

import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Event types that organizations have registered, on the compacted {@code webhooks} topic: key {@code type/}, the organization,
 * {@code /} and the type. The value is a JSON object that has the schema only where events are judged by it, byte for byte; a
 * deleted type gets a tombstone.
 */
public final class EventTypeCodec {
    private static final String SCHEMA = "schema";
    private static final String DEPRECATED = "deprecated";

    private EventTypeCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics, OrganizationId organization, EventType type, RegisteredType registered) {
        RawJson schema = registered.schema();
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            if (registered.deprecated()) {
                generator.writeBooleanProperty(DEPRECATED, true);
            }
            if (schema != null) {
                generator.writeName(SCHEMA);
                generator.writeRawValue(schema.text());
            }
            generator.writeEndObject();
        });
        return record(topics, organization, type, value);
    }

    public static ProducerRecord<byte[], byte[]> tombstone(Topics topics, OrganizationId organization, EventType type) {
        return record(topics, organization, type, null);
    }

    /**
     * @param record with a value
     * @throws UnreadableRecordException saying what is wrong
     */
    public static RegisteredType decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        byte[] value = record.value();
        RawJson schema = null;
        boolean deprecated = false;
        try (JsonParser parser = Json.parser(value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case SCHEMA -> schema = RawJson.current(parser, value);
                    case DEPRECATED -> deprecated = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new UnreadableRecordException("an event type's record is not in the form of version 1", e);
        }
        return new RegisteredType(schema, deprecated);
    }

    private static ProducerRecord<byte[], byte[]> record(
            Topics topics, OrganizationId organization, EventType type, byte @Nullable [] value) {
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                WebhooksKey.of(organization, type).getBytes(StandardCharsets.UTF_8),
                value,
                WireHeaders.versioned().headers());
    }
}
