package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads what a request says of a webhook, every field by its rule, and lays it over what was there before. */
@Component
final class WebhookForm {
    private static final int MAX_EVENTS = 100;
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 2000;
    private static final int MAX_EXTERNAL_ID = 255;

    private final UrlRules urls;

    WebhookForm(UrlRules urls) {
        this.urls = urls;
    }

    /** How fields that are objects are changed. */
    enum Mode {
        /** A given field takes the place of the one before. */
        REPLACE,
        /** Headers, metadata and retry are merged as RFC 7396 has it: an entry that is null is removed. */
        MERGE
    }

    /**
     * What a request asks for.
     *
     * @param secret the one that it gives
     */
    record Reading(WebhookDraft draft, Optional<SigningSecret> secret) {}

    /** Reads a new webhook. */
    Reading create(JsonNode body, OrganizationId organization) {
        return read(body, organization, null, Mode.REPLACE);
    }

    /** Reads a change. */
    Reading change(JsonNode body, OrganizationId organization, WebhookDraft before, Mode mode) {
        return read(body, organization, before, mode);
    }

    private Reading read(JsonNode body, OrganizationId organization, @Nullable WebhookDraft before, Mode mode) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(body, "", errors);
        fields.refuseUnknown(WebhookFieldNames.KNOWN, WebhookFieldNames.HINTS);
        if (before == null) {
            fields.requirePresent("url", "the address that events are posted to, such as \"https://example.com/hook\"");
            fields.requirePresent("events", "a list of event types, such as [\"user.created\"] or [\"*\"]");
        }
        @Nullable String url = url(fields, organization, errors);
        @Nullable List<EventPattern> events = events(fields);
        @Nullable String name = nullableText(fields, "name", MAX_NAME, before == null ? null : before.name());
        @Nullable String description =
                nullableText(fields, "description", MAX_DESCRIPTION, before == null ? null : before.description());
        @Nullable String externalId =
                nullableText(fields, "external_id", MAX_EXTERNAL_ID, before == null ? null : before.externalId());
        @Nullable Boolean enabled = fields.flag("enabled");
        @Nullable CustomHeaders headers =
                new HeadersField(fields, errors).read(before == null ? CustomHeaders.NONE : before.headers(), mode);
        Access access = new AccessFields(fields, errors, urls, organization)
                .read(before == null ? Access.NONE : before.access(), mode, headers);
        @Nullable JsonNode metadata = new MetadataField(fields).read(before == null ? EMPTY : before.metadata(), mode);
        @Nullable Integer timeout = timeout(fields);
        RetryField retry = new RetryField(fields, errors);
        @Nullable JsonNode retrySettings = retry.settings(before == null ? EMPTY : before.retry(), mode);
        @Nullable RetryPolicy policy = retrySettings == null ? null : retry.policy(retrySettings);
        @Nullable List<SignatureSetting> signatures = new SignaturesField(fields, errors).read();
        List<SignatureSetting> signaturesBefore = before == null ? SignatureSetting.DEFAULT : before.signatures();
        SignaturesField.requireApart(signatures == null ? signaturesBefore : signatures, headers, fields);
        Pacing pacing = new PacingFields(fields).read(before == null ? Pacing.DEFAULT : before.pacing());
        AutoDisable autoDisable = new AutoDisableField(fields, errors)
                .read(before == null ? AutoDisable.DEFAULT : before.autoDisable(), mode);
        @Nullable Boolean propagateTrace = fields.flag("propagate_trace");
        Optional<SigningSecret> secret = secret(fields, errors);
        errors.throwIfAny();
        return new Reading(
                new WebhookDraft(
                        or(url, before == null ? null : before.url()),
                        or(events, before == null ? null : before.events()),
                        name,
                        description,
                        externalId,
                        or(enabled, before == null || before.enabled()),
                        Objects.requireNonNull(headers),
                        Objects.requireNonNull(metadata),
                        or(timeout, before == null ? DEFAULT_TIMEOUT : before.timeoutSeconds()),
                        Objects.requireNonNull(retrySettings),
                        Objects.requireNonNull(policy),
                        or(signatures, signaturesBefore),
                        pacing,
                        autoDisable,
                        or(propagateTrace, before != null && before.propagateTrace()),
                        access),
                secret);
    }

    private static <T> T or(@Nullable T given, @Nullable T before) {
        return given != null ? given : Objects.requireNonNull(before);
    }

    /** The access of a webhook that exists for one request only. */
    Access access(Fields fields, OrganizationId organization, FieldErrors errors, @Nullable CustomHeaders headers) {
        return new AccessFields(fields, errors, urls, organization).read(Access.NONE, Mode.REPLACE, headers);
    }

    @Nullable String url(Fields fields, OrganizationId organization, FieldErrors errors) {
        @Nullable String text = fields.text("url", 0, Integer.MAX_VALUE);
        return text == null
                ? null
                : errors.check("url", () -> urls.require(text, organization).text());
    }

    private static @Nullable List<EventPattern> events(Fields fields) {
        @Nullable List<String> texts = fields.texts("events", 1, MAX_EVENTS);
        if (texts == null) {
            return null;
        }
        Set<EventPattern> patterns = new LinkedHashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                patterns.add(EventPattern.parse(texts.get(i)));
            } catch (IllegalArgumentException e) {
                fields.error("events[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(patterns);
    }

    /** Text that null takes away. */
    private static @Nullable String nullableText(Fields fields, String name, int max, @Nullable String before) {
        if (fields.isNull(name)) {
            return null;
        }
        return fields.has(name) ? fields.text(name, 0, max) : before;
    }

    static @Nullable Integer timeout(Fields fields) {
        @Nullable Integer seconds = fields.integer("timeout_seconds");
        long max = Webhook.MAX_TIMEOUT.toSeconds();
        if (seconds != null && (seconds < Webhook.MIN_TIMEOUT.toSeconds() || seconds > max)) {
            fields.error("timeout_seconds", "must be 1 to " + max + ", is " + seconds);
        }
        return seconds;
    }

    static Optional<SigningSecret> secret(Fields fields, FieldErrors errors) {
        @Nullable String text = fields.text("secret", 0, Integer.MAX_VALUE);
        return text == null
                ? Optional.empty()
                : Optional.ofNullable(errors.check("secret", () -> new SigningSecret(text)));
    }

    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();
    private static final int DEFAULT_TIMEOUT = (int) Webhook.DEFAULT_TIMEOUT.toSeconds();
}
