package dev.postrider.common.webhook;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscription as the dispatcher needs it: what the {@code webhooks} topic carries.
 *
 * @param url where deliveries are posted, absolute
 * @param timeout for the whole exchange, 1 to 300 s
 * @param signing how its requests are signed; by nothing if it is {@link #isLocked locked}, switched off or deleted
 * @param version grows with each change of the webhook
 * @param cancelBefore tries begun before this moment are cancelled when met; null for none
 * @param access what its requests prove themselves with, and its TLS connections are made with
 * @param propagateTrace whether its requests say which trace they belong to
 */
public record Webhook(
        WebhookId id,
        OrganizationId organization,
        String url,
        List<EventPattern> events,
        WebhookState state,
        CustomHeaders headers,
        Duration timeout,
        RetryPolicy retry,
        Signing signing,
        Pacing pacing,
        long version,
        @Nullable Instant cancelBefore,
        Access access,
        boolean propagateTrace) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(300);

    /** One whose requests say nothing of traces. */
    public Webhook(
            WebhookId id,
            OrganizationId organization,
            String url,
            List<EventPattern> events,
            WebhookState state,
            CustomHeaders headers,
            Duration timeout,
            RetryPolicy retry,
            Signing signing,
            Pacing pacing,
            long version,
            @Nullable Instant cancelBefore,
            Access access) {
        this(
                id,
                organization,
                url,
                events,
                state,
                headers,
                timeout,
                retry,
                signing,
                pacing,
                version,
                cancelBefore,
                access,
                false);
    }

    public Webhook {
        events = List.copyOf(events);
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout must be 1 to 300 seconds, not " + timeout.toMillis() + " ms");
        }
    }

    /**
     * Whether its sealed part could not be opened: it has neither secrets nor headers, is matched as ever, and nothing can be
     * sent to it.
     */
    public boolean isLocked() {
        return signing.secrets().isEmpty() && state.isMatched();
    }

    /** The same with other access. */
    public Webhook withAccess(Access other) {
        return new Webhook(
                id,
                organization,
                url,
                events,
                state,
                headers,
                timeout,
                retry,
                signing,
                pacing,
                version,
                cancelBefore,
                other,
                propagateTrace);
    }

    /** The same whose requests say which trace they belong to. */
    public Webhook withPropagatedTrace() {
        return new Webhook(
                id,
                organization,
                url,
                events,
                state,
                headers,
                timeout,
                retry,
                signing,
                pacing,
                version,
                cancelBefore,
                access,
                true);
    }

    /** Whether fan-out makes a delivery of this type for the webhook. */
    public boolean wants(EventType type) {
        return Match.of(state, false, events, type).matches();
    }

    /**
     * Whether a try begun at that moment was given up by switching the webhook off, even if it is on again.
     *
     * @param tryStartedAt of the first try, when it was fanned out
     */
    public boolean cancelled(Instant tryStartedAt) {
        return !state.isMatched() || (cancelBefore != null && tryStartedAt.isBefore(cancelBefore));
    }
}
