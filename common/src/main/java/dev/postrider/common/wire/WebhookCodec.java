package dev.postrider.common.wire;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import dev.postrider.common.secret.AssociatedData;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Webhooks on the compacted {@code webhooks} topic: the key is the webhook id, the value a JSON object, in which {@code sealed}
 * holds what is secret. A webhook that is switched off or deleted has no such part. The form before it, with everything in clear, is read too.
 */
public final class WebhookCodec {
    private static final String SEALED = "sealed";

    private static final String PROPAGATE_TRACE = "propagate_trace";

    /** How a secret was protected before there was a sealed part: not at all. */
    private static final String CIPHER_NONE = "none";

    private WebhookCodec() {}

    /**
     * @throws IllegalArgumentException if the webhook is locked: its secrets would be lost
     */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, Webhook webhook, Seal seal) {
        if (webhook.isLocked()) {
            throw new IllegalArgumentException("webhook " + webhook.id() + " is locked and cannot be published");
        }
        byte[] value = Json.write(generator -> write(generator, webhook, seal));
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
     * Reads a record. What does not open leaves the webhook locked.
     *
     * @param record with a value
     * @throws UnreadableRecordException if it is not in a known form, saying what is wrong
     */
    public static ReadWebhook decode(WebhookId id, ConsumerRecord<byte[], byte[]> record, Seal seal) {
        HeaderReader.of(record.headers());
        try {
            JsonNode json = Json.tree(record.value());
            try {
                return new ReadWebhook.Open(read(id, json, sealedPart(id, json, seal)));
            } catch (UnreadableSecretException e) {
                return new ReadWebhook.Locked(read(id, json, SealedPart.NONE), e);
            }
        } catch (JacksonException e) {
            throw new UnreadableRecordException("webhook " + id + " is not in the form of version 1", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("webhook " + id + " has a wrong field: " + e.getMessage(), e);
        }
    }

    private static SealedPart sealedPart(WebhookId id, JsonNode json, Seal seal) {
        JsonNode sealed = json.get(SEALED);
        if (sealed != null) {
            return SealedPart.read(Json.tree(seal.open(sealed.stringValue(), AssociatedData.ofRecord(id))));
        }
        boolean needsNone =
                !WebhookState.parse(json.required("state").stringValue()).isMatched();
        return needsNone && !json.has("secrets") ? SealedPart.NONE : inClear(json);
    }

    private static SealedPart inClear(JsonNode json) {
        return SealedPart.given(
                json.required("secrets")
                        .valueStream()
                        .map(WebhookCodec::secret)
                        .map(Expiring::never)
                        .toList(),
                List.of(),
                SealedPart.headers(json),
                Access.NONE);
    }

    private static void write(JsonGenerator generator, Webhook webhook, Seal seal) {
        generator.writeStartObject();
        generator.writeStringProperty("organization_id", webhook.organization().value());
        generator.writeStringProperty("url", webhook.url());
        generator.writeArrayPropertyStart("events");
        webhook.events().forEach(pattern -> generator.writeString(pattern.toString()));
        generator.writeEndArray();
        generator.writeStringProperty("state", webhook.state().text());
        generator.writeNumberProperty("timeout_ms", webhook.timeout().toMillis());
        generator.writeName("retry");
        RetryPolicyJson.write(generator, webhook.retry());
        generator.writeName("signatures");
        SigningJson.writeSignatures(generator, webhook.signing().signatures());
        pacing(generator, webhook.pacing());
        generator.writeNumberProperty("version", webhook.version());
        Instant cancelBefore = webhook.cancelBefore();
        if (cancelBefore != null) {
            generator.writeStringProperty("cancel_before", cancelBefore.toString());
        }
        if (webhook.propagateTrace()) {
            generator.writeBooleanProperty(PROPAGATE_TRACE, true);
        }
        if (webhook.state().isMatched()) {
            generator.writeStringProperty(SEALED, SealedPart.of(webhook).seal(webhook, seal));
        }
        generator.writeEndObject();
    }

    private static Webhook read(WebhookId id, JsonNode json, SealedPart sealed) {
        return new Webhook(
                id,
                new OrganizationId(json.required("organization_id").stringValue()),
                json.required("url").stringValue(),
                strings(json.required("events")).stream()
                        .map(EventPattern::parse)
                        .toList(),
                WebhookState.parse(json.required("state").stringValue()),
                sealed.headers(),
                Duration.ofMillis(json.required("timeout_ms").longValue()),
                RetryPolicyJson.read(json.required("retry")),
                new Signing(sealed.secrets(), sealed.keys(), SigningJson.readSignatures(json.required("signatures"))),
                pacing(json),
                json.required("version").longValue(),
                optionalTime(json.get("cancel_before")),
                sealed.access(),
                json.path(PROPAGATE_TRACE).booleanValue(false));
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
