package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.publication.UnreadableRowException;
import dev.postrider.api.secret.RowVault;
import dev.postrider.api.secret.SealedColumn;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.DisabledReason;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.VerifyingKey;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.SigningJson;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads rows of webhooks, and writes the columns that are JSON. */
final class WebhookRows {
    static final String COLUMNS = """
            w.id, w.organization_id, w.url, w.events, w.name, w.description, w.external_id, w.enabled, w.headers,
            w.headers_sealed, w.access_shown, w.access_sealed, w.metadata,
            w.timeout_seconds, w.retry, w.signatures, w.rate_limit_per_second, w.max_concurrency, w.ordered, w.propagate_trace,
            w.auto_disable_enabled, w.auto_disable_after_seconds, w.auto_disable_failures, w.auto_disable_probe,
            w.created_by, w.created_at, w.updated_at, w.version,
            w.published_version, w.paused, w.disabled_reason, w.disabled_at, w.judged_from, w.cancel_before, w.deleted_at,
            (SELECT to_json(c) FROM webhook_challenges c WHERE c.webhook_id = w.id) AS challenge""";

    /** Of all kinds, the newest first. */
    static final String SECRETS = """
            (SELECT coalesce(json_agg(json_build_object('kind', s.kind, 'cipher', s.cipher, 'value', s.secret,
                'expires_at', s.expires_at) ORDER BY s.generation DESC), '[]')
                FROM webhook_secrets s WHERE s.webhook_id = w.id) AS secrets""";

    /** What is shown beside: counters, and the public keys whose other halves sign, the newest first. */
    static final String SHOWN = """
            c.success_count, c.failure_count, c.last_triggered_at, c.last_error,
            (SELECT coalesce(json_agg(json_build_object('key', s.public_key, 'expires_at', s.expires_at)
                ORDER BY s.generation DESC), '[]')
                FROM webhook_secrets s WHERE s.webhook_id = w.id AND s.public_key IS NOT NULL
                AND (s.expires_at IS NULL OR s.expires_at > now())) AS public_keys""";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookRows.class);
    private static final String SEALED = "sealed";
    private static final String EXPIRES_AT = "expires_at";

    private WebhookRows() {}

    /**
     * The webhook with everything that is sealed opened.
     *
     * @throws UnreadableRowException if the row breaks the rules that it was written by
     * @throws UnreadableSecretException if what is sealed does not open
     */
    static StoredWebhook webhook(Readable row, RowVault vault) {
        return webhook(row, headers(row, vault), AccessColumns.read(row, vault));
    }

    /** The webhook as the dispatcher has it; empty, with a line in the log, where it does not open: others must not wait for it. */
    static Optional<Webhook> ifReadable(Readable row, RowVault vault) {
        try {
            return Optional.of(webhook(row, vault).toWebhook(keys(row, vault)));
        } catch (UnreadableSecretException e) {
            LOG.warn("Webhook {} is passed over: {}", Rows.get(row, "id", UUID.class), e.getMessage());
            return Optional.empty();
        }
    }

    /** The webhook for whoever only looks: values of headers are masked, and nothing is opened. */
    static StoredWebhook shown(Readable row) {
        Map<String, String> masked = new LinkedHashMap<>();
        tree(row, "headers").propertyNames().forEach(name -> masked.put(name, DeliveryHeaders.MASK));
        return webhook(row, new CustomHeaders(masked), AccessColumns.readShown(row));
    }

    private static StoredWebhook webhook(Readable row, CustomHeaders headers, Access access) {
        UUID id = Rows.get(row, "id", UUID.class);
        try {
            return new StoredWebhook(
                    new WebhookId(id),
                    new OrganizationId(Rows.get(row, "organization_id", String.class)),
                    draft(row, headers, access),
                    standing(row),
                    Rows.get(row, "created_by", String.class),
                    Rows.time(row, "created_at"),
                    Rows.time(row, "updated_at"),
                    Rows.get(row, "version", Long.class),
                    Rows.get(row, "published_version", Long.class),
                    Rows.optionalTime(row, "cancel_before"),
                    Rows.optionalTime(row, "deleted_at"));
        } catch (IllegalArgumentException | JacksonException e) {
            throw new UnreadableRowException("the row of webhook " + id + " cannot be read", e);
        }
    }

    static StoredWebhook.Counted counted(Readable row) {
        @Nullable Long successes = Rows.optional(row, "success_count", Long.class);
        @Nullable Long failures = Rows.optional(row, "failure_count", Long.class);
        return new StoredWebhook.Counted(
                shown(row),
                new StoredWebhook.Counters(
                        successes == null ? 0 : successes,
                        failures == null ? 0 : failures,
                        Rows.optionalTime(row, "last_triggered_at"),
                        Rows.optional(row, "last_error", String.class)),
                publicKeys(row));
    }

    /**
     * What signs, and what did until a moment ago.
     *
     * @throws UnreadableSecretException if one does not open
     */
    static WebhookKeys keys(Readable row, RowVault vault) {
        WebhookId id = new WebhookId(Rows.get(row, "id", UUID.class));
        List<Expiring<SigningSecret>> secrets = new ArrayList<>();
        List<Expiring<SigningKey>> keys = new ArrayList<>();
        for (JsonNode key : tree(row, "secrets")) {
            String value = key.required("value").stringValue();
            String text = key.required("cipher").stringValue().equals(SEALED)
                    ? vault.open(id, SealedColumn.SECRET, value)
                    : value;
            @Nullable Instant expiresAt = time(key, EXPIRES_AT);
            if (key.required("kind").stringValue().equals(KeyKind.ED25519.text())) {
                keys.add(new Expiring<>(SigningKey.parse(text), expiresAt));
            } else {
                secrets.add(new Expiring<>(new SigningSecret(text), expiresAt));
            }
        }
        return new WebhookKeys(secrets, keys);
    }

    private static List<PublicKey> publicKeys(Readable row) {
        return tree(row, "public_keys")
                .valueStream()
                .map(key -> new PublicKey(new VerifyingKey(key.required("key").stringValue()), time(key, EXPIRES_AT)))
                .toList();
    }

    /** The names of headers, as they stand in clear. */
    static String names(CustomHeaders headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        headers.entries().keySet().forEach(name -> object.put(name, DeliveryHeaders.MASK));
        return object.toString();
    }

    /** The headers as they stand sealed; null for none. */
    static @Nullable String sealed(WebhookId id, CustomHeaders headers, RowVault vault) {
        if (headers.entries().isEmpty()) {
            return null;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        headers.entries().forEach(object::put);
        return vault.seal(id, SealedColumn.HEADERS, object.toString());
    }

    static String[] events(WebhookDraft draft) {
        return draft.events().stream().map(EventPattern::toString).toArray(String[]::new);
    }

    static String signatures(WebhookDraft draft) {
        return new String(
                Json.write(json -> SigningJson.writeSignatures(json, draft.signatures())), StandardCharsets.UTF_8);
    }

    private static WebhookDraft draft(Readable row, CustomHeaders headers, Access access) {
        JsonNode retry = tree(row, "retry");
        return new WebhookDraft(
                Rows.get(row, "url", String.class),
                Rows.texts(row, "events").stream().map(EventPattern::parse).toList(),
                Rows.optional(row, "name", String.class),
                Rows.optional(row, "description", String.class),
                Rows.optional(row, "external_id", String.class),
                Rows.get(row, "enabled", Boolean.class),
                headers,
                tree(row, "metadata"),
                Rows.get(row, "timeout_seconds", Integer.class),
                retry,
                policy(retry),
                SigningJson.readSignatures(tree(row, "signatures")),
                new Pacing(
                        Rows.optional(row, "rate_limit_per_second", Integer.class),
                        Rows.optional(row, "max_concurrency", Integer.class),
                        Rows.get(row, "ordered", Boolean.class)),
                new AutoDisable(
                        Rows.get(row, "auto_disable_enabled", Boolean.class),
                        Rows.optional(row, "auto_disable_after_seconds", Integer.class),
                        Rows.optional(row, "auto_disable_failures", Integer.class),
                        Rows.get(row, "auto_disable_probe", Boolean.class)),
                Rows.get(row, "propagate_trace", Boolean.class),
                access);
    }

    private static Standing standing(Readable row) {
        @Nullable String reason = Rows.optional(row, "disabled_reason", String.class);
        return new Standing(
                Rows.get(row, "paused", Boolean.class),
                reason == null
                        ? null
                        : new Standing.Disabled(DisabledReason.parse(reason), Rows.time(row, "disabled_at")),
                Rows.optionalTime(row, "judged_from"),
                challenge(Rows.optional(row, "challenge", String.class)));
    }

    private static Standing.@Nullable Challenge challenge(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonNode tree = Json.tree(json.getBytes(StandardCharsets.UTF_8));
        @Nullable Instant since = time(tree, "since");
        return new Standing.Challenge(
                tree.required("is_new").booleanValue(),
                Objects.requireNonNull(since),
                tree.required("asked").intValue(),
                time(tree, "last_asked_at"),
                time(tree, "next_ask_at"),
                tree.required("error").isNull() ? null : tree.required("error").stringValue());
    }

    private static @Nullable Instant time(JsonNode tree, String name) {
        JsonNode value = tree.required(name);
        return value.isNull() ? null : OffsetDateTime.parse(value.stringValue()).toInstant();
    }

    private static CustomHeaders headers(Readable row, RowVault vault) {
        WebhookId id = new WebhookId(Rows.get(row, "id", UUID.class));
        @Nullable String sealed = Rows.optional(row, "headers_sealed", String.class);
        JsonNode json = sealed == null
                ? tree(row, "headers")
                : Json.tree(vault.open(id, SealedColumn.HEADERS, sealed).getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new LinkedHashMap<>();
        json.forEachEntry((name, value) -> headers.put(name, value.stringValue()));
        return new CustomHeaders(headers);
    }

    private static RetryPolicy policy(JsonNode settings) {
        FieldErrors errors = new FieldErrors();
        @Nullable RetryPolicy policy = new RetryField(new Fields(settings, "", errors), errors).policy(settings);
        if (policy == null) {
            throw new IllegalArgumentException(errors.list().toString());
        }
        return policy;
    }

    private static JsonNode tree(Readable row, String column) {
        return Json.tree(Rows.get(row, column, String.class).getBytes(StandardCharsets.UTF_8));
    }
}
