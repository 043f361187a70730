package dev.postrider.api.organization;

import dev.postrider.api.database.Rows;
import dev.postrider.api.eventtype.Judging;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts organizations on the topic of webhooks. */
@Component
class OrganizationPublisher implements PublishedTable {
    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;
    private final Judging judging;

    OrganizationPublisher(
            DatabaseClient database,
            TransactionalOperator transactions,
            RecordProducer producer,
            Topics topics,
            Judging judging) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
        this.judging = judging;
    }

    private record Read(long version, OrganizationState state) {}

    @Override
    public String name() {
        return "organization";
    }

    static String key(OrganizationId id) {
        return WebhooksKey.of(id);
    }

    @Override
    public Mono<Void> publish(String key) {
        String id = key.substring(WebhooksKey.ORGANIZATION_PREFIX.length());
        return transactions.transactional(database.sql("""
                                SELECT version, paused, shadow, strict_event_types FROM organizations
                                WHERE id = :id AND published_version < version FOR NO KEY UPDATE""")
                .bind("id", id)
                .map(row -> new Read(Rows.get(row, "version", Long.class), Organizations.state(row)))
                .one()
                .flatMap(read -> producer.send(OrganizationCodec.encode(topics, new OrganizationId(id), read.state()))
                        .doOnNext(at -> judging.published(
                                new OrganizationId(id), read.state().strict(), at.offset()))
                        .then(markPublished(id, read.version()))));
    }

    private Mono<Void> markPublished(String id, long version) {
        return database.sql("UPDATE organizations SET published_version = :version WHERE id = :id")
                .bind("version", version)
                .bind("id", id)
                .then();
    }

    @Override
    public Flux<String> lagging(Duration since, int limit) {
        // No column says since when: a second publication beside the first finds it done.
        return database.sql("SELECT id FROM organizations WHERE published_version < version LIMIT :limit")
                .bind("limit", limit)
                .map(row -> key(new OrganizationId(Rows.get(row, "id", String.class))))
                .all();
    }

    @Override
    public Mono<Long> compare(Map<String, Long> onTopic) {
        return database.sql("""
                        SELECT id, paused, shadow, strict_event_types FROM organizations
                        WHERE published_version >= version""")
                .map(row -> Map.entry(Rows.get(row, "id", String.class), Organizations.state(row)))
                .all()
                .filter(row -> differs(row.getValue(), onTopic.remove(key(new OrganizationId(row.getKey())))))
                .map(Map.Entry::getKey)
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(id -> database.sql("UPDATE organizations SET published_version = 0 WHERE id = :id")
                        .bind("id", id)
                        .fetch()
                        .rowsUpdated())
                .reduce(0L, Long::sum)
                .doOnNext(count -> onTopic.keySet().removeIf(key -> key.startsWith(WebhooksKey.ORGANIZATION_PREFIX)));
    }

    private static boolean differs(OrganizationState state, @Nullable Long onTopic) {
        return onTopic == null || onTopic != PublishedTable.version(state);
    }

    @Override
    public Mono<Void> forgetDeleted() {
        return Mono.empty();
    }
}
