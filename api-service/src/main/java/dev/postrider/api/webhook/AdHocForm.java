package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a webhook that exists for one request only, by the same rules as any other. */
@Component
public final class AdHocForm {
    /** The fields of a webhook that matter for one request. */
    public static final Set<String> FIELDS =
            Set.of("url", "secret", "headers", "auth", "tls", "timeout_seconds", "signatures");

    private final WebhookForm form;
    private final SecureRandom random;

    AdHocForm(WebhookForm form, SecureRandom random) {
        this.form = form;
        this.random = random;
    }

    /** The webhook, or null and errors. Without a secret it gets one that nobody knows. */
    public @Nullable Webhook read(Fields fields, OrganizationId organization, FieldErrors errors) {
        fields.requirePresent("url", "the address that is tested, such as \"https://example.com/hook\"");
        @Nullable String url = form.url(fields, organization, errors);
        @Nullable CustomHeaders headers = new HeadersField(fields, errors).read(CustomHeaders.NONE, WebhookForm.Mode.REPLACE);
        Access access = form.access(fields, organization, errors, headers);
        @Nullable Integer timeout = WebhookForm.timeout(fields);
        @Nullable List<SignatureSetting> given = new SignaturesField(fields, errors).read();
        List<SignatureSetting> signatures = given == null ? SignatureSetting.DEFAULT : given;
        SignaturesField.requireApart(signatures, headers, fields);
        Optional<SigningSecret> secret = WebhookForm.secret(fields, errors);
        if (!errors.isEmpty()) {
            return null;
        }
        return new Webhook(
                new WebhookId(UUID.randomUUID()),
                organization,
                Objects.requireNonNull(url),
                List.of(new EventPattern.All()),
                WebhookState.ACTIVE,
                Objects.requireNonNull(headers),
                timeout == null ? Webhook.DEFAULT_TIMEOUT : Duration.ofSeconds(timeout),
                RetryPolicy.DEFAULT,
                WebhookKeys.of(secret.orElseGet(() -> SigningSecret.generate(random)))
                        .forSignatures(signatures, random)
                        .signing(signatures),
                Pacing.DEFAULT,
                1,
                null,
                access);
    }
}
