package dev.postrider.api.webhook;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a webhook's owner decides about it, but for the secret.
 *
 * @param externalId by which other systems know it, unique in its organization
 * @param metadata a JSON object of the owner's own
 * @param retry what the owner wrote of the policy, a JSON object, to which a later change is added
 * @param policy what {@code retry} gives
 * @param pacing how fast and in which order it gets its deliveries
 * @param autoDisable when it is disabled because it fails
 * @param propagateTrace whether its requests say which trace they belong to
 * @param access what its requests prove themselves with; masked where the draft is only looked at
 */
record WebhookDraft(
        String url,
        List<EventPattern> events,
        @Nullable String name,
        @Nullable String description,
        @Nullable String externalId,
        boolean enabled,
        CustomHeaders headers,
        JsonNode metadata,
        int timeoutSeconds,
        JsonNode retry,
        RetryPolicy policy,
        List<SignatureSetting> signatures,
        Pacing pacing,
        AutoDisable autoDisable,
        boolean propagateTrace,
        Access access) {
    WebhookDraft {
        events = List.copyOf(events);
        signatures = SignatureSetting.ordered(signatures);
    }
}
