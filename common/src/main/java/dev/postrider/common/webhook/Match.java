package dev.postrider.common.webhook;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether fan-out makes a delivery of an event for a webhook, and why: the one rule, which fan-out's index follows and answers
 * to users explain. What happens to the delivery then, being held for instance, is another matter.
 *
 * @param reason what decided
 * @param pattern the first that the event's type fits; empty where none does
 */
public record Match(Reason reason, Optional<EventPattern> pattern) {
    /** What decides. A pattern is asked first: switching on what does not want the type would change nothing. */
    public enum Reason {
        /** A pattern fits, and the webhook is matched. */
        PATTERN_MATCHED,
        /** No pattern fits. */
        NO_PATTERN_MATCHED,
        /** A pattern fits, and its owner has switched the webhook off. */
        SWITCHED_OFF,
        /** A pattern fits, and the webhook never had a URL that answered its challenge. */
        CHALLENGE_UNANSWERED,
        /** The webhook was deleted. */
        DELETED;

        /** The name in the API. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Judges one webhook.
     *
     * @param challenged whether it is {@link WebhookState#OFF} only because its URL has a challenge to answer
     */
    public static Match of(WebhookState state, boolean challenged, List<EventPattern> events, EventType type) {
        if (state == WebhookState.DELETED) {
            return new Match(Reason.DELETED, Optional.empty());
        }
        Optional<EventPattern> pattern =
                events.stream().filter(each -> each.matches(type)).findFirst();
        if (pattern.isEmpty()) {
            return new Match(Reason.NO_PATTERN_MATCHED, pattern);
        }
        if (state.isMatched()) {
            return new Match(Reason.PATTERN_MATCHED, pattern);
        }
        return new Match(challenged ? Reason.CHALLENGE_UNANSWERED : Reason.SWITCHED_OFF, pattern);
    }

    /** Whether a delivery is made. */
    public boolean matches() {
        return reason == Reason.PATTERN_MATCHED;
    }
}
