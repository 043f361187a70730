package dev.postrider.api.job;

import dev.postrider.api.deadletter.DeadLetterReader;
import dev.postrider.api.deadletter.Letter;
import dev.postrider.api.deliverylog.Death;
import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Mono;

/**
 * Delivers dead letters again: each as its next try, with the body of its dead letter. Those that died after the job was asked
 * for are not its own, so none is redriven twice by one job.
 */
final class RedriveWork implements JobWork {
    static final String WEBHOOK_DELETED = "webhook_deleted";
    static final String WEBHOOK_OFF = "webhook_off";

    private final DeliveryPages deliveries;
    private final WebhookLookup webhooks;
    private final DeadLetterReader letters;
    private final ClosedDays closed;
    private final RecordProducer producer;
    private final Topics topics;
    private final RetryLadder ladder;
    private final InstantSource clock;

    RedriveWork(
            DeliveryPages deliveries,
            WebhookLookup webhooks,
            DeadLetterReader letters,
            ClosedDays closed,
            RecordProducer producer,
            Topics topics,
            RetryLadder ladder,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.letters = letters;
        this.closed = closed;
        this.producer = producer;
        this.topics = topics;
        this.ladder = ladder;
        this.clock = clock;
    }

    @Override
    public JobKind kind() {
        return JobKind.REDRIVE;
    }

    @Override
    public Mono<JobPage> page(Job job, int size) {
        return DeliveryPlaces.next(deliveries, DeliveryPages.Kind.DEAD, job, size)
                .flatMap(found -> found.rows().isEmpty()
                        ? Mono.just(DeliveryPlaces.page(0, Map.of(), found.next()))
                        : redrive(job, found.rows(), found.next()));
    }

    private Mono<JobPage> redrive(Job job, List<DeliveryRow> rows, Optional<Cursor> next) {
        List<WebhookId> ids =
                rows.stream().map(row -> row.subject().webhook()).distinct().toList();
        Set<LocalDate> days = rows.stream().map(DeliveryRow::day).collect(Collectors.toSet());
        return Mono.zip(webhooks.switchedOn(job.organization(), ids), closed.closed(job.organization(), days))
                .flatMap(known -> redrive(job, rows, next, known.getT1(), known.getT2()));
    }

    private Mono<JobPage> redrive(
            Job job,
            List<DeliveryRow> rows,
            Optional<Cursor> next,
            Map<WebhookId, Boolean> switchedOn,
            Set<LocalDate> closedDays) {
        Map<String, Long> skipped = new HashMap<>();
        Map<DeliveryId, Death> wanted = new HashMap<>();
        for (DeliveryRow row : rows) {
            Boolean on = switchedOn.get(row.subject().webhook());
            if (on == null || !on) {
                skipped.merge(on == null ? WEBHOOK_DELETED : WEBHOOK_OFF, 1L, Long::sum);
            } else if (closedDays.contains(row.day())) {
                skipped.merge(JobPage.REMOVED, 1L, Long::sum);
            } else {
                wanted.put(row.id(), Objects.requireNonNull(row.death(), "death of a dead letter"));
            }
        }
        return letters.read(wanted)
                .flatMap(read -> redrive(job, nextTries(rows, read, skipped), skipped))
                .map(count -> DeliveryPlaces.page(count, skipped, next));
    }

    /** The deliveries as they begin anew, in the order of the page; what cannot be is noted as skipped. */
    private List<Delivery> nextTries(List<DeliveryRow> rows, Map<DeliveryId, Letter> read, Map<String, Long> skipped) {
        Instant now = clock.instant();
        List<Delivery> tries = new ArrayList<>();
        for (DeliveryRow row : rows) {
            switch (read.get(row.id())) {
                case Letter.Kept(Delivery delivery) ->
                    tries.add(delivery.nextTry(row.state().tryNumber() + 1, Trigger.REDRIVE, now));
                case Letter.Missing(Letter.Why why) ->
                    skipped.merge(why.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
                // Its webhook was looked at before.
                case null -> {}
            }
        }
        return tries;
    }

    /** The log is told after the tier has them: a delivery that it shows as pending is on its way. */
    private Mono<Long> redrive(Job job, List<Delivery> tries, Map<String, Long> skipped) {
        return producer.handOverWhatFits(tries.stream().map(this::entering).toList())
                .flatMap(taken -> {
                    List<Delivery> sent = IntStream.range(0, tries.size())
                            .filter(taken::get)
                            .mapToObj(tries::get)
                            .toList();
                    if (sent.size() < tries.size()) {
                        skipped.put(JobPage.TOO_LARGE, (long) tries.size() - sent.size());
                    }
                    return producer.handOver(told(job, sent)).thenReturn((long) sent.size());
                });
    }

    private List<ProducerRecord<byte[], byte[]>> told(Job job, List<Delivery> tries) {
        return tries.stream()
                .map(delivery -> new LogRecord.TryStarted(
                        LogRecord.Subject.of(delivery), delivery.tryStartedAt(), Trigger.REDRIVE, job.id()))
                .map(record -> LogCodec.encode(topics, record))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> entering(Delivery next) {
        Instant now = next.tryStartedAt();
        return TierCodec.enter(
                topics, ladder, now, now, ReturnTo.DELIVERIES, DeliveryCodec.encode(topics.deliveries(), next));
    }
}
