package dev.postrider.api.secret;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.UnreadableSecretException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows that a master key sealed: counted by key, and sealed anew with the present one, page by page. */
@Repository
class SealedRows {
    private static final Logger LOG = LoggerFactory.getLogger(SealedRows.class);

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RowVault vault;

    SealedRows(DatabaseClient database, TransactionalOperator transactions, RowVault vault) {
        this.database = database;
        this.transactions = transactions;
        this.vault = vault;
    }

    /** So many rows of a column are sealed with a key. */
    record KeyCount(SealedColumn column, String key, long rows) {}

    /**
     * What one page came to.
     *
     * @param last the webhook, or other subject, that the next one begins behind; null if there is none
     */
    record Page(long sealed, @Nullable UUID last) {}

    private record Row(WebhookId webhook, String sealed) {
        @Override
        public String toString() {
            return "Row[" + webhook + "]";
        }
    }

    Flux<KeyCount> count() {
        return Flux.fromArray(SealedColumn.values())
                .concatMap(column -> database.sql(column.countSql())
                        .map(row -> new KeyCount(
                                column, Rows.get(row, "key", String.class), Rows.get(row, "n", Long.class)))
                        .all());
    }

    /**
     * Seals the rows of the next webhooks anew, in a transaction of their own. Rows that do not open are left.
     *
     * @param after begins behind this webhook
     */
    Mono<Page> page(SealedColumn column, UUID after, int limit) {
        return transactions.transactional(database.sql(column.pageSql())
                .bind("key", vault.currentKey())
                .bind("after", after)
                .bind("limit", limit)
                .map(row ->
                        new Row(new WebhookId(Rows.get(row, "id", UUID.class)), Rows.get(row, "sealed", String.class)))
                .all()
                .collectList()
                .flatMap(rows -> rows.isEmpty() ? Mono.just(new Page(0, null)) : replace(column, rows)));
    }

    private Mono<Page> replace(SealedColumn column, List<Row> rows) {
        List<Row> opened = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        for (Row row : rows) {
            try {
                String plain = vault.open(row.webhook(), column, row.sealed());
                fresh.add(vault.seal(row.webhook(), column, plain));
                opened.add(row);
            } catch (UnreadableSecretException e) {
                LOG.error("{} of webhook {} is left as it is: {}", column.what(), row.webhook(), e.getMessage());
            }
        }
        return database.sql(column.replaceSql())
                .bind("ids", opened.stream().map(row -> row.webhook().value()).toArray(UUID[]::new))
                .bind("old", opened.stream().map(Row::sealed).toArray(String[]::new))
                .bind("fresh", fresh.toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .map(count -> new Page(count, rows.getLast().webhook().value()));
    }
}
