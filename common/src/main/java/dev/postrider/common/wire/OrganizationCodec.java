package dev.postrider.common.wire;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Organizations on the compacted {@code webhooks} topic, key {@code org/} and the id, and the switch for everything, key
 * {@code *}. The value is a JSON object.
 */
public final class OrganizationCodec {
    private static final String STATE = "state";
    private static final String PAUSED = "paused";
    private static final String ACTIVE = "active";

    private OrganizationCodec() {}

    /** An organization whose deliveries go. */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, OrganizationId organization) {
        return encode(topics, organization, false);
    }

    /**
     * @param paused whether all deliveries of the organization are held
     */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, OrganizationId organization, boolean paused) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("organization_id", organization.value());
            if (paused) {
                generator.writeStringProperty(STATE, PAUSED);
            }
            generator.writeEndObject();
        });
        return record(topics, WebhooksKey.of(organization), value);
    }

    /**
     * @param paused whether all deliveries of everyone are held
     */
    public static ProducerRecord<byte[], byte[]> encodeSwitch(Topics topics, boolean paused) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty(STATE, paused ? PAUSED : ACTIVE);
            generator.writeEndObject();
        });
        return record(topics, WebhooksKey.EVERYTHING, value);
    }

    /**
     * Whether the record of an organization, or of the switch, holds deliveries.
     *
     * @param record with a value
     * @throws UnreadableRecordException saying what is wrong
     */
    public static boolean isPaused(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        try {
            JsonNode state = Json.tree(record.value()).get(STATE);
            if (state == null || state.stringValue().equals(ACTIVE)) {
                return false;
            }
            if (state.stringValue().equals(PAUSED)) {
                return true;
            }
            throw new UnreadableRecordException("an organization has the unknown state '" + state.stringValue() + "'");
        } catch (JacksonException e) {
            throw new UnreadableRecordException("an organization's record is not in the form of version 1", e);
        }
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
