package dev.postrider.api.webhook;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Match;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is kept.
 *
 * @param standing whether its deliveries wait
 * @param version grows with each change
 * @param publishedVersion the version that the dispatcher can know, 0 for none
 * @param cancelBefore deliveries fanned out before this moment are cancelled; null for none
 * @param deletedAt null while the webhook exists for its owner
 */
record StoredWebhook(
        WebhookId id,
        OrganizationId organization,
        WebhookDraft draft,
        Standing standing,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        long version,
        long publishedVersion,
        @Nullable Instant cancelBefore,
        @Nullable Instant deletedAt) {

    static final String ACTIVE = "active";
    static final String ACTIVATING = "activating";

    /** What its deliveries came to so far, as the delivery log counts them. */
    record Counters(
            long successCount,
            long failureCount,
            @Nullable Instant lastTriggeredAt,
            @Nullable String lastError) {
        static final Counters NONE = new Counters(0, 0, null, null);
    }

    /**
     * A webhook as its owner sees it.
     *
     * @param publicKeys those that verify its requests now, the newest first
     */
    record Counted(StoredWebhook webhook, Counters counters, List<PublicKey> publicKeys) {}

    boolean isPublished() {
        return publishedVersion >= version;
    }

    /** The same version, whose URL has a challenge to answer. */
    StoredWebhook challenged(Standing.Challenge challenge) {
        return with(standing.challenged(challenge), updatedAt, version);
    }

    StoredWebhook withPublished(boolean published) {
        return new StoredWebhook(
                id,
                organization,
                draft,
                standing,
                createdBy,
                createdAt,
                updatedAt,
                version,
                published ? version : publishedVersion,
                cancelBefore,
                deletedAt);
    }

    /**
     * The next version of the webhook. Switching it off cancels what was fanned out before; switched on, or
     * moved to another URL, it is not judged by what failed before.
     */
    StoredWebhook changed(WebhookDraft to, Instant now) {
        boolean switchedOff = draft.enabled() && !to.enabled();
        boolean startsAnew = (!draft.enabled() && to.enabled()) || !draft.url().equals(to.url());
        return new StoredWebhook(
                id,
                organization,
                to,
                startsAnew ? standing.judgedAnew(now) : standing,
                createdBy,
                createdAt,
                now,
                version + 1,
                publishedVersion,
                switchedOff ? now : cancelBefore,
                deletedAt);
    }

    /** The next version of the webhook, with another standing; the same where it has that. */
    StoredWebhook standing(Standing to, Instant now) {
        return to.equals(standing) ? this : with(to, now, version + 1);
    }

    /** The next version of the webhook, because its keys changed. */
    StoredWebhook rekeyed(Instant now) {
        return with(standing, now, version + 1);
    }

    private StoredWebhook with(Standing to, Instant changedAt, long newVersion) {
        return new StoredWebhook(
                id,
                organization,
                draft,
                to,
                createdBy,
                createdAt,
                changedAt,
                newVersion,
                publishedVersion,
                cancelBefore,
                deletedAt);
    }

    /** What the dispatcher is told. */
    Webhook toWebhook(WebhookKeys keys) {
        return new Webhook(
                id,
                organization,
                draft.url(),
                draft.events(),
                state(),
                draft.headers(),
                Duration.ofSeconds(draft.timeoutSeconds()),
                draft.policy(),
                keys.signing(draft.signatures()),
                draft.pacing(),
                version,
                cancelBefore,
                draft.access(),
                draft.propagateTrace());
    }

    /**
     * Switched off comes first: what was fanned out then is cancelled, not held. A webhook that has never had a URL which
     * answered gets no deliveries at all; one whose new URL has still to answer keeps them waiting. A pause does not lengthen the time for which
     * the deliveries of a disabled webhook wait.
     */
    WebhookState state() {
        if (deletedAt != null) {
            return WebhookState.DELETED;
        }
        if (!draft.enabled()) {
            return WebhookState.OFF;
        }
        if (isChallenged()) {
            return WebhookState.OFF;
        }
        if (standing.disabled() != null) {
            return WebhookState.DISABLED;
        }
        return standing.paused() || standing.challenge() != null ? WebhookState.PAUSED : WebhookState.ACTIVE;
    }

    /** Whether it gets events of a type, and why. */
    Match match(EventType type) {
        return Match.of(state(), isChallenged(), draft.events(), type);
    }

    /** Whether only a challenge that its URL has to answer keeps it from being matched. */
    boolean isChallenged() {
        Standing.@Nullable Challenge challenge = standing.challenge();
        return draft.enabled() && challenge != null && challenge.isNew();
    }

    /** How its owner sees it, once it is published. */
    String status() {
        if (deletedAt != null || !draft.enabled() || standing.disabled() != null) {
            return "disabled";
        }
        if (standing.paused()) {
            return "paused";
        }
        return standing.challenge() != null ? ACTIVATING : ACTIVE;
    }
}
