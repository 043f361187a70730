package dev.postrider.api.scheduling;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.CancelledEventCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhooksKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts cancelled events on the topic of webhooks, and takes them off once nothing waits that was published before. */
@Component
class CancelledEventPublisher implements PublishedTable {
    /** As long as the log may show the event. */
    private static final Duration IN_TABLE = Duration.ofDays(31);

    private static final int MAX_FORGOTTEN_AT_ONCE = 100;
    private static final String ONE = " WHERE organization_id = :organization AND event_id = :event";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;
    private final InstantSource clock;

    CancelledEventPublisher(
            DatabaseClient database,
            TransactionalOperator transactions,
            RecordProducer producer,
            Topics topics,
            InstantSource clock) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
    }

    private record Read(CancelledEvent cancelled, long version) {}

    @Override
    public String name() {
        return "cancelled event";
    }

    static String key(CancelledEvent cancelled) {
        return WebhooksKey.of(cancelled.organization(), cancelled.event());
    }

    @Override
    public Mono<Void> publish(String key) {
        if (!(WebhooksKey.parse(key.getBytes(StandardCharsets.UTF_8))
                instanceof WebhooksKey.OfEvent(OrganizationId organization, EventId event))) {
            return Mono.error(new IllegalArgumentException("no key of a cancelled event: " + key));
        }
        return transactions.transactional(one(
                        database.sql("SELECT version, " + CancelledEvents.COLUMNS + " FROM cancelled_events" + ONE
                                + " AND published_version < version FOR NO KEY UPDATE"),
                        organization,
                        event)
                .map(row -> new Read(CancelledEvents.read(row), Rows.get(row, "version", Long.class)))
                .one()
                .flatMap(read -> producer.send(CancelledEventCodec.encode(
                                topics,
                                organization,
                                event,
                                read.cancelled().cancelledAt(),
                                read.cancelled().deliverAt()))
                        .then(one(
                                        database.sql("UPDATE cancelled_events SET published_version = :version" + ONE),
                                        organization,
                                        event)
                                .bind("version", read.version())
                                .then())));
    }

    private static DatabaseClient.GenericExecuteSpec one(
            DatabaseClient.GenericExecuteSpec statement, OrganizationId organization, EventId event) {
        return statement.bind("organization", organization.value()).bind("event", event.value());
    }

    @Override
    public Flux<String> lagging(Duration since, int limit) {
        return database.sql("SELECT " + CancelledEvents.COLUMNS + """
                         FROM cancelled_events WHERE published_version < version AND cancelled_at < :before
                        ORDER BY cancelled_at LIMIT :limit""")
                .bind("before", clock.instant().minus(since))
                .bind("limit", limit)
                .map(row -> key(CancelledEvents.read(row)))
                .all();
    }

    @Override
    public Mono<Long> compare(Map<String, Long> onTopic) {
        return database.sql("SELECT " + CancelledEvents.COLUMNS
                        + " FROM cancelled_events WHERE NOT forgotten AND published_version >= version")
                .map(CancelledEvents::read)
                .all()
                .filter(row -> onTopic.remove(key(row)) == null)
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(row -> one(
                                database.sql("UPDATE cancelled_events SET published_version = 0" + ONE),
                                row.organization(),
                                row.event())
                        .fetch()
                        .rowsUpdated())
                .reduce(0L, Long::sum);
    }

    @Override
    public Mono<Void> forgetDeleted() {
        return database.sql("SELECT " + CancelledEvents.COLUMNS + """
                         FROM cancelled_events
                        WHERE on_topic_until < :now AND NOT forgotten AND published_version >= version
                        ORDER BY on_topic_until LIMIT :limit""")
                .bind("now", clock.instant())
                .bind("limit", MAX_FORGOTTEN_AT_ONCE)
                .map(CancelledEvents::read)
                .all()
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::forget)
                .then(database.sql("DELETE FROM cancelled_events WHERE forgotten AND deliver_at < :before")
                        .bind("before", clock.instant().minus(IN_TABLE))
                        .then());
    }

    /** Looks again under a lock: it may have been cancelled anew, and what that publishes must not be overtaken. */
    private Mono<Void> forget(CancelledEvent row) {
        return transactions.transactional(one(
                        database.sql("SELECT 1 FROM cancelled_events" + ONE
                                + " AND on_topic_until < :now AND NOT forgotten" + " FOR NO KEY UPDATE"),
                        row.organization(),
                        row.event())
                .bind("now", clock.instant())
                .fetch()
                .one()
                .flatMap(_ -> producer.send(CancelledEventCodec.tombstone(topics, row.organization(), row.event()))
                        .then(one(
                                        database.sql("UPDATE cancelled_events SET forgotten = true" + ONE),
                                        row.organization(),
                                        row.event())
                                .then())));
    }
}
