package dev.postrider.api.job;

import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Tells the log of deliveries that dispatchers were told not to attempt any more, so that it shows them cancelled before they
 * are met. One that is delivered all the same, because its attempt was under way, stays delivered in the log.
 */
final class CancelWork implements JobWork {
    private final DeliveryPages deliveries;
    private final RecordProducer producer;
    private final Topics topics;
    private final InstantSource clock;

    CancelWork(DeliveryPages deliveries, RecordProducer producer, Topics topics, InstantSource clock) {
        this.deliveries = deliveries;
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public JobKind kind() {
        return JobKind.CANCEL;
    }

    @Override
    public Mono<JobPage> page(Job job, int size) {
        return DeliveryPlaces.next(deliveries, DeliveryPages.Kind.WAITING, job, size)
                .flatMap(found -> cancel(found.rows())
                        .thenReturn(DeliveryPlaces.page(found.rows().size(), Map.of(), found.next())));
    }

    private Mono<Void> cancel(List<DeliveryRow> rows) {
        Instant now = clock.instant();
        return producer.handOver(rows.stream()
                .map(row -> new LogRecord.Cancelled(
                        row.at(row.state().tryNumber(), row.state().attempt()), now, CancelReason.REQUESTED))
                .map(record -> LogCodec.encode(topics, record))
                .toList());
    }
}
