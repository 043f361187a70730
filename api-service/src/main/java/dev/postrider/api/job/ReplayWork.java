package dev.postrider.api.job;

import dev.postrider.api.deliverylog.EventCursor;
import dev.postrider.api.deliverylog.EventPages;
import dev.postrider.api.deliverylog.PastEvent;
import dev.postrider.api.deliverylog.Stretch;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.event.Event;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Brings past events to fan-out again, for one webhook, which gets those that its patterns match as new deliveries. Their ids
 * are made of the event, its day and the job, so an event that is brought twice makes one delivery.
 */
final class ReplayWork implements JobWork {
    private final EventPages events;
    private final WebhookLookup webhooks;
    private final RecordProducer producer;
    private final Topics topics;

    ReplayWork(EventPages events, WebhookLookup webhooks, RecordProducer producer, Topics topics) {
        this.events = events;
        this.webhooks = webhooks;
        this.producer = producer;
        this.topics = topics;
    }

    @Override
    public JobKind kind() {
        return JobKind.REPLAY;
    }

    @Override
    public Mono<JobPage> page(Job job, int size) {
        WebhookId id = Objects.requireNonNull(job.selection().webhook(), "webhook of a replay");
        return webhooks.find(job.organization(), id)
                .switchIfEmpty(Mono.error(() -> new JobFailedException("the webhook was deleted")))
                .flatMap(webhook -> webhook.state().isMatched()
                        ? replay(job, webhook, size)
                        : Mono.error(new JobFailedException("the webhook was switched off")));
    }

    private Mono<JobPage> replay(Job job, Webhook webhook, int size) {
        Optional<EventCursor> after =
                Optional.ofNullable(job.place()).map(place -> new EventCursor(place.at(), new EventId(place.id())));
        return events.page(job.organization(), job.selection(), webhook.events(), job.createdAt(), after, size)
                .flatMap(found -> {
                    List<Event> whole = found.rows().stream()
                            .flatMap(event -> event.whole().stream())
                            .toList();
                    return replay(job, webhook.id(), whole).map(done -> page(found, whole, done));
                });
    }

    private static JobPage page(Stretch<PastEvent, EventCursor> found, List<Event> whole, long done) {
        Map<String, Long> skipped = new HashMap<>();
        if (done < whole.size()) {
            skipped.put(JobPage.TOO_LARGE, whole.size() - done);
        }
        if (whole.size() < found.rows().size()) {
            skipped.put(JobPage.REMOVED, (long) found.rows().size() - whole.size());
        }
        return new JobPage(
                done,
                skipped,
                found.next()
                        .map(place -> new Place(place.at(), place.id().value()))
                        .orElse(null),
                found.next().isEmpty());
    }

    private Mono<Long> replay(Job job, WebhookId webhook, List<Event> events) {
        return producer.handOverWhatFits(events.stream()
                        .map(event -> new InternalEvent(
                                brought(event, job), new InternalEvent.Replay(job.id(), webhook, event.appendedAt())))
                        .map(event -> InternalEventCodec.encode(topics, event))
                        .toList())
                .map(taken -> taken.stream().filter(has -> has).count());
    }

    /** The event as of the time of the job, whose day the ids of its deliveries name. */
    private static Event brought(Event event, Job job) {
        return new Event(
                event.organization(),
                event.id(),
                event.type(),
                event.timestamp(),
                event.data(),
                event.metadata(),
                null,
                event.orderingKey(),
                event.hops(),
                job.createdAt());
    }
}
