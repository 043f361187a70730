package dev.postrider.api.matching;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Match;
import dev.postrider.common.webhook.WebhookState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as fan-out had it, as far as that decides what it gets.
 *
 * @param challenged whether it is off only because its URL has a challenge to answer
 */
public record PublishedVersion(
        WebhookId webhook,
        OrganizationId organization,
        long version,
        @Nullable String name,
        List<EventPattern> events,
        WebhookState state,
        boolean challenged) {
    public PublishedVersion {
        events = List.copyOf(events);
    }

    /** Whether it got events of a type, and why. */
    public Match match(EventType type) {
        return Match.of(state, challenged, events, type);
    }
}
