package dev.postrider.common.wire;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Organizations on the compacted {@code webhooks} topic, key {@code org/} and the id, and the switch for everything, key
 * {@code *}. The value is a JSON object.
 */
public final class OrganizationCodec {
    private static final String STATE = "state";
    private static final String STRICT = "strict";
    private static final String SHADOW = "shadow";
    private static final String PAUSED = "paused";
    private static final String ACTIVE = "active";

    private OrganizationCodec() {}

    /** An organization whose deliveries go. */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, OrganizationId organization) {
        return encode(topics, organization, OrganizationState.ACTIVE);
    }

    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics, OrganizationId organization, OrganizationState state) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("organization_id", organization.value());
            if (state.paused()) {
                generator.writeStringProperty(STATE, PAUSED);
            }
            if (state.strict()) {
                generator.writeBooleanProperty(STRICT, true);
            }
            if (state.shadow()) {
                generator.writeBooleanProperty(SHADOW, true);
            }
            generator.writeEndObject();
        });
        return record(topics, WebhooksKey.of(organization), value);
    }

    /** The switch for everything, which knows no strictness. */
    public static ProducerRecord<byte[], byte[]> encodeSwitch(Topics topics, OrganizationState state) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty(STATE, state.paused() ? PAUSED : ACTIVE);
            if (state.shadow()) {
                generator.writeBooleanProperty(SHADOW, true);
            }
            generator.writeEndObject();
        });
        return record(topics, WebhooksKey.EVERYTHING, value);
    }

    /**
     * Reads the record of an organization, or of the switch.
     *
     * @param record with a value
     * @throws UnreadableRecordException saying what is wrong
     */
    public static OrganizationState decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        try {
            JsonNode object = Json.tree(record.value());
            return new OrganizationState(isPaused(object.get(STATE)), flag(object, SHADOW), flag(object, STRICT));
        } catch (JacksonException e) {
            throw new UnreadableRecordException("an organization's record is not in the form of version 1", e);
        }
    }

    private static boolean isPaused(@Nullable JsonNode state) {
        if (state == null || state.stringValue().equals(ACTIVE)) {
            return false;
        }
        if (state.stringValue().equals(PAUSED)) {
            return true;
        }
        throw new UnreadableRecordException("an organization has the unknown state '" + state.stringValue() + "'");
    }

    private static boolean flag(JsonNode object, String name) {
        @Nullable JsonNode value = object.get(name);
        return value != null && value.booleanValue();
    }

    private static ProducerRecord<byte[], byte[]> record(Topics topics, String key, byte[] value) {
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                WireHeaders.versioned().headers());
    }
}
