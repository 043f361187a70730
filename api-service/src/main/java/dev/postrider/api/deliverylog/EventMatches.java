package dev.postrider.api.deliverylog;

import dev.postrider.api.matching.FanOutRounds;
import dev.postrider.api.matching.Moment;
import dev.postrider.api.matching.PublishedVersion;
import dev.postrider.api.matching.PublishedVersions;
import dev.postrider.common.event.Event;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Match;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Why webhooks did not get an event: each as it was published when the event was fanned out, judged by the rule that fan-out
 * follows. Nothing is recorded for a webhook that does not match.
 */
@Component
class EventMatches {
    /** How many of an organization are looked at to list those that did not match; of others one asks one by one. */
    private static final int MAX_JUDGED = 2_000;

    private final EventQueries events;
    private final FanOutRounds rounds;
    private final PublishedVersions versions;
    private final InstantSource clock;

    EventMatches(EventQueries events, FanOutRounds rounds, PublishedVersions versions, InstantSource clock) {
        this.events = events;
        this.rounds = rounds;
        this.versions = versions;
        this.clock = clock;
    }

    /** A webhook as it was, and what was decided. */
    record Judged(PublishedVersion version, Match match) {}

    /**
     * Those that did not match.
     *
     * @param hasMore whether there may be more
     */
    record NotMatched(List<Judged> webhooks, boolean hasMore) {}

    /** Empty where it is not known. */
    Mono<NotMatched> notMatched(Event event, int limit) {
        return moment(event)
                .flatMap(moment -> versions.at(event.organization(), moment, MAX_JUDGED + 1)
                        .collectList())
                .map(all -> {
                    List<Judged> refused = all.stream()
                            .limit(MAX_JUDGED)
                            .map(version -> judge(version, event))
                            .filter(judged -> !judged.match().matches())
                            .limit(limit + 1L)
                            .toList();
                    return new NotMatched(
                            refused.subList(0, Math.min(limit, refused.size())),
                            refused.size() > limit || all.size() > MAX_JUDGED);
                });
    }

    /** One webhook; an empty answer where it was not there yet, nothing at all where that is not known. */
    Mono<Optional<Judged>> judge(Event event, WebhookId webhook) {
        return moment(event)
                .flatMap(moment -> versions.at(event.organization(), webhook, moment)
                        .map(version -> Optional.of(judge(version, event)))
                        .defaultIfEmpty(Optional.empty()));
    }

    /** A scheduled event is matched when it is due, from another topic, whose places no row of an event has. */
    private Mono<Moment> moment(Event event) {
        Instant due = event.deliverAt();
        if (due != null && due.isAfter(event.appendedAt())) {
            return due.isBefore(clock.instant()) ? Mono.just(new Moment.AtTime(due)) : Mono.empty();
        }
        return events.position(event).flatMap(rounds::of);
    }

    private static Judged judge(PublishedVersion version, Event event) {
        return new Judged(version, version.match(event.type()));
    }
}
