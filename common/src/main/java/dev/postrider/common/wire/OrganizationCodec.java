package dev.postrider.common.wire;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Organizations on the compacted {@code webhooks} topic: the key is {@code org/} and the id, the value a JSON object. */
public final class OrganizationCodec {
    private OrganizationCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(Topics topics, OrganizationId organization) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("organization_id", organization.value());
            generator.writeEndObject();
        });
        byte[] key = WebhooksKey.of(organization).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                key,
                value,
                WireHeaders.versioned().headers());
    }
}
