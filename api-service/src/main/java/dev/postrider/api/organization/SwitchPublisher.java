package dev.postrider.api.organization;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhooksKey;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts the switch for everything on the topic of webhooks, where no record of it means that deliveries go. */
@Component
class SwitchPublisher implements PublishedTable {
    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;

    SwitchPublisher(
            DatabaseClient database, TransactionalOperator transactions, RecordProducer producer, Topics topics) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
    }

    private record Turned(OrganizationState state, long version) {}

    @Override
    public String name() {
        return "switch";
    }

    @Override
    public Mono<Void> publish(String key) {
        return transactions.transactional(database.sql("""
                                SELECT paused, shadow, version FROM delivery_switch
                                WHERE published_version < version FOR NO KEY UPDATE""")
                .map(row -> new Turned(state(row), Rows.get(row, "version", Long.class)))
                .one()
                .flatMap(turned -> producer.send(OrganizationCodec.encodeSwitch(topics, turned.state()))
                        .then(markPublished(turned.version()))));
    }

    private Mono<Void> markPublished(long version) {
        return database.sql("UPDATE delivery_switch SET published_version = :version")
                .bind("version", version)
                .then();
    }

    @Override
    public Flux<String> lagging(Duration since, int limit) {
        return database.sql("SELECT 1 FROM delivery_switch WHERE published_version < version")
                .map(row -> WebhooksKey.EVERYTHING)
                .all();
    }

    @Override
    public Mono<Long> compare(Map<String, Long> onTopic) {
        @Nullable Long standing = onTopic.remove(WebhooksKey.EVERYTHING);
        return database.sql("SELECT paused, shadow FROM delivery_switch WHERE published_version = version")
                .map(SwitchPublisher::state)
                .one()
                .filter(state -> (standing == null ? PublishedTable.version(OrganizationState.ACTIVE) : standing)
                        != PublishedTable.version(state))
                .flatMap(state -> database.sql(
                                "UPDATE delivery_switch SET published_version = published_version - 1 WHERE published_version = version")
                        .fetch()
                        .rowsUpdated())
                .defaultIfEmpty(0L);
    }

    private static OrganizationState state(Readable row) {
        return OrganizationState.ACTIVE
                .withPaused(Rows.get(row, "paused", Boolean.class))
                .withShadow(Rows.get(row, "shadow", Boolean.class));
    }

    @Override
    public Mono<Void> forgetDeleted() {
        return Mono.empty();
    }
}
