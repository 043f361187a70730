package dev.postrider.api.eventtype;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.EventTypeCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhooksKey;
import dev.postrider.common.wire.WebhooksKey.OfEventType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts event types on the topic of webhooks. What is acknowledged holds in this process at once. */
@Component
class EventTypePublisher implements PublishedTable {
    private static final int MAX_FORGOTTEN_AT_ONCE = 1_000;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;
    private final EventTypeView view;
    private final InstantSource clock;

    EventTypePublisher(
            DatabaseClient database,
            TransactionalOperator transactions,
            RecordProducer producer,
            Topics topics,
            EventTypeView view,
            InstantSource clock) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
        this.view = view;
        this.clock = clock;
    }

    /**
     * @param registered null for a type that was deleted
     */
    private record Read(@Nullable RegisteredType registered, long version) {}

    @Override
    public String name() {
        return "event type";
    }

    @Override
    public Mono<Void> publish(String key) {
        if (!(WebhooksKey.parse(key.getBytes(StandardCharsets.UTF_8)) instanceof OfEventType type)) {
            return Mono.error(new IllegalArgumentException("no key of an event type: " + key));
        }
        return transactions.transactional(one(
                        "SELECT version, deleted_at, " + EventTypes.COLUMNS + " FROM event_types" + EventTypes.ONE
                                + " AND published_version < version FOR NO KEY UPDATE",
                        type)
                .map(row -> new Read(
                        Rows.optionalTime(row, "deleted_at") == null
                                ? EventTypes.read(row).registered()
                                : null,
                        Rows.get(row, "version", Long.class)))
                .one()
                .flatMap(read -> producer.send(record(type, read.registered()))
                        .doOnNext(at -> view.put(type, read.registered(), at.offset()))
                        .then(one("UPDATE event_types SET published_version = :version" + EventTypes.ONE, type)
                                .bind("version", read.version())
                                .then())));
    }

    private ProducerRecord<byte[], byte[]> record(OfEventType type, @Nullable RegisteredType registered) {
        return registered == null
                ? EventTypeCodec.tombstone(topics, type.organization(), type.type())
                : EventTypeCodec.encode(topics, type.organization(), type.type(), registered);
    }

    private DatabaseClient.GenericExecuteSpec one(String sql, OfEventType type) {
        return EventTypes.one(database.sql(sql), type.organization(), type.type());
    }

    @Override
    public Flux<String> lagging(Duration since, int limit) {
        return database.sql("""
                        SELECT organization_id, type FROM event_types WHERE published_version < version
                        AND updated_at < :before ORDER BY updated_at LIMIT :limit""")
                .bind("before", clock.instant().minus(since))
                .bind("limit", limit)
                .map(row -> WebhooksKey.of(
                        new OrganizationId(Rows.get(row, "organization_id", String.class)),
                        new EventType(Rows.get(row, "type", String.class))))
                .all();
    }

    @Override
    public Mono<Long> compare(Map<String, Long> onTopic) {
        return database.sql("SELECT " + EventTypes.COLUMNS
                        + " FROM event_types WHERE published_version >= version AND deleted_at IS NULL")
                .map(EventTypes::read)
                .all()
                .filter(type -> differs(type, onTopic.remove(WebhooksKey.of(type.organization(), type.type()))))
                .map(type -> new OfEventType(type.organization(), type.type()))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(type -> one("UPDATE event_types SET published_version = 0" + EventTypes.ONE, type)
                        .fetch()
                        .rowsUpdated())
                .reduce(0L, Long::sum);
    }

    private boolean differs(StoredType type, @Nullable Long onTopic) {
        byte[] value = EventTypeCodec.encode(topics, type.organization(), type.type(), type.registered())
                .value();
        return onTopic == null || onTopic != PublishedTable.versionOf(Objects.requireNonNull(value));
    }

    @Override
    public Mono<Void> forgetDeleted() {
        return database.sql("""
                        DELETE FROM event_types WHERE (organization_id, type) IN (
                            SELECT organization_id, type FROM event_types
                            WHERE deleted_at IS NOT NULL AND published_version >= version LIMIT :limit)
                        AND deleted_at IS NOT NULL AND published_version >= version""").bind("limit", MAX_FORGOTTEN_AT_ONCE).then();
    }
}
