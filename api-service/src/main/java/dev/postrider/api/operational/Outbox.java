package dev.postrider.api.operational;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.wire.Topics;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes what stands in the outbox, in its order: each event is deleted once all in-sync replicas have it. One that was
 * published and not deleted is published again under the same id, and so has the same deliveries. Of several processes one
 * publishes at a time.
 */
@Component
class Outbox {
    /** The key of the advisory lock; any number that nothing else in this database locks. */
    private static final long LOCK = 0x706f_7374_7264_7202L;

    static final int AT_ONCE = 100;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;

    Outbox(DatabaseClient database, TransactionalOperator transactions, RecordProducer producer, Topics topics) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
    }

    private record Waiting(long seq, ProducerRecord<byte[], byte[]> record) {}

    /** Publishes the oldest events; how many were published, at most {@link #AT_ONCE}. */
    Mono<Integer> publish() {
        return isEmpty().flatMap(empty -> empty ? Mono.just(0) : transactions.transactional(alone()));
    }

    /** Asked first and without a transaction, since mostly nothing waits. */
    private Mono<Boolean> isEmpty() {
        return database.sql("SELECT NOT EXISTS (SELECT 1 FROM operational_events) AS nothing")
                .map(row -> Rows.get(row, "nothing", Boolean.class))
                .one();
    }

    private Mono<Integer> alone() {
        return database.sql("SELECT pg_try_advisory_xact_lock(:lock) AS mine")
                .bind("lock", LOCK)
                .map(row -> Rows.get(row, "mine", Boolean.class))
                .one()
                .flatMap(mine -> mine ? oldest().flatMap(this::publish) : Mono.just(0));
    }

    private Mono<List<Waiting>> oldest() {
        return database.sql("SELECT * FROM operational_events ORDER BY seq LIMIT :limit")
                .bind("limit", AT_ONCE)
                .map(row -> new Waiting(Rows.get(row, "seq", Long.class), record(row)))
                .all()
                .collectList();
    }

    private Mono<Integer> publish(List<Waiting> waiting) {
        if (waiting.isEmpty()) {
            return Mono.just(0);
        }
        return producer.sendAll(waiting.stream().map(Waiting::record).toList())
                .flatMap(sent -> Flux.range(0, waiting.size())
                        .concatMap(i -> acknowledged(sent.get(i), waiting.get(i).seq()))
                        .collectList())
                .flatMap(this::delete);
    }

    /** The event's number, or nothing: then it stays, and is published again. */
    private static Mono<Long> acknowledged(CompletableFuture<RecordMetadata> sent, long seq) {
        return Mono.fromFuture(sent, true).thenReturn(seq).onErrorComplete();
    }

    private Mono<Integer> delete(List<Long> published) {
        if (published.isEmpty()) {
            return Mono.error(new IllegalStateException("Kafka has acknowledged none of them"));
        }
        return database.sql("DELETE FROM operational_events WHERE seq = ANY(:published)")
                .bind("published", published.toArray(Long[]::new))
                .then()
                .thenReturn(published.size());
    }

    private ProducerRecord<byte[], byte[]> record(Readable row) {
        String subject = Rows.get(row, "subject", String.class);
        EventDraft event = new EventDraft(
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                new EventType(Rows.get(row, "event_type", String.class)),
                new EventId(Rows.get(row, "id", UUID.class).toString()),
                Rows.time(row, "occurred_at").toString(),
                RawJson.of(Rows.get(row, "data", String.class)),
                null,
                null,
                subject);
        return new ProducerRecord<>(
                topics.events(), null, subject.getBytes(StandardCharsets.UTF_8), event.toNativeJson());
    }
}
