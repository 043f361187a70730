package dev.postrider.common.wire;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Webhooks on the compacted {@code webhooks} topic: the key is the webhook id, the value a JSON object. */
public final class WebhookCodec {
    /** How a secret's value is protected; other ways name their key beside it. */
    private static final String CIPHER_NONE = "none";

    private WebhookCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(Topics topics, Webhook webhook) {
        byte[] value = Json.write(generator -> write(generator, webhook));
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                DeliveryCodec.key(webhook.id()),
                value,
                WireHeaders.versioned().headers());
    }

    /** The record that removes a webhook from the topic. */
    public static ProducerRecord<byte[], byte[]> tombstone(Topics topics, WebhookId webhook) {
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                DeliveryCodec.key(webhook),
                null,
                WireHeaders.versioned().headers());
    }

    /**
     * @param record with a value
     * @throws UnreadableRecordException saying what is wrong
     */
    public static Webhook decode(WebhookId id, ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        try {
            return read(id, Json.tree(record.value()));
        } catch (JacksonException e) {
            throw new UnreadableRecordException("webhook " + id + " is not in the form of version 1", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("webhook " + id + " has a wrong field: " + e.getMessage(), e);
        }
    }

    private static void write(JsonGenerator generator, Webhook webhook) {
        generator.writeStartObject();
        generator.writeStringProperty("organization_id", webhook.organization().value());
        generator.writeStringProperty("url", webhook.url());
        generator.writeArrayPropertyStart("events");
        webhook.events().forEach(pattern -> generator.writeString(pattern.toString()));
        generator.writeEndArray();
        generator.writeStringProperty("state", webhook.state().text());
        generator.writeObjectPropertyStart("headers");
        webhook.headers().entries().forEach(generator::writeStringProperty);
        generator.writeEndObject();
        generator.writeNumberProperty("timeout_ms", webhook.timeout().toMillis());
        generator.writeName("retry");
        RetryPolicyJson.write(generator, webhook.retry());
        generator.writeArrayPropertyStart("secrets");
        webhook.secrets().forEach(secret -> {
            generator.writeStartObject();
            generator.writeStringProperty("cipher", CIPHER_NONE);
            generator.writeStringProperty("value", secret.value());
            generator.writeEndObject();
        });
        generator.writeEndArray();
        generator.writeArrayPropertyStart("signatures");
        new TreeSet<>(webhook.signatures()).forEach(profile -> generator.writeString(profile.text()));
        generator.writeEndArray();
        pacing(generator, webhook.pacing());
        generator.writeNumberProperty("version", webhook.version());
        Instant cancelBefore = webhook.cancelBefore();
        if (cancelBefore != null) {
            generator.writeStringProperty("cancel_before", cancelBefore.toString());
        }
        generator.writeEndObject();
    }

    private static Webhook read(WebhookId id, JsonNode json) {
        Map<String, String> headers = new LinkedHashMap<>();
        json.required("headers").forEachEntry((name, value) -> headers.put(name, value.stringValue()));
        return new Webhook(
                id,
                new OrganizationId(json.required("organization_id").stringValue()),
                json.required("url").stringValue(),
                strings(json.required("events")).stream()
                        .map(EventPattern::parse)
                        .toList(),
                WebhookState.parse(json.required("state").stringValue()),
                new CustomHeaders(headers),
                Duration.ofMillis(json.required("timeout_ms").longValue()),
                RetryPolicyJson.read(json.required("retry")),
                json.required("secrets").valueStream().map(WebhookCodec::secret).toList(),
                strings(json.required("signatures")).stream()
                        .map(SignatureProfile::parse)
                        .collect(Collectors.toUnmodifiableSet()),
                pacing(json),
                json.required("version").longValue(),
                optionalTime(json.get("cancel_before")));
    }

    private static void pacing(JsonGenerator generator, Pacing pacing) {
        Integer rate = pacing.ratePerSecond();
        if (rate != null) {
            generator.writeNumberProperty("rate_limit_per_second", rate);
        }
        Integer concurrency = pacing.maxConcurrency();
        if (concurrency != null) {
            generator.writeNumberProperty("max_concurrency", concurrency);
        }
        if (pacing.ordered()) {
            generator.writeBooleanProperty("ordered", true);
        }
    }

    private static Pacing pacing(JsonNode json) {
        JsonNode rate = json.get("rate_limit_per_second");
        JsonNode concurrency = json.get("max_concurrency");
        JsonNode ordered = json.get("ordered");
        return new Pacing(
                rate == null ? null : rate.intValue(),
                concurrency == null ? null : concurrency.intValue(),
                ordered != null && ordered.booleanValue());
    }

    private static SigningSecret secret(JsonNode json) {
        String cipher = json.required("cipher").stringValue();
        if (!cipher.equals(CIPHER_NONE)) {
            throw new IllegalArgumentException("a secret has the unknown cipher '" + cipher + "'");
        }
        return new SigningSecret(json.required("value").stringValue());
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static @Nullable Instant optionalTime(@Nullable JsonNode json) {
        return json == null ? null : Instant.parse(json.stringValue());
    }
}
