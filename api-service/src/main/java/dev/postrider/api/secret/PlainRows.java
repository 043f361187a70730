package dev.postrider.api.secret;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.WebhookId;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Rows that were written before anything was sealed: found and sealed, some at a time. */
@Repository
class PlainRows {
    private static final String SECRETS = """
            SELECT webhook_id AS id, generation, secret FROM webhook_secrets WHERE cipher = 'none'
            ORDER BY webhook_id LIMIT :limit FOR NO KEY UPDATE""";
    private static final String HEADERS = """
            SELECT id, headers::text AS headers FROM webhooks WHERE headers_sealed IS NULL AND headers::text <> '{}'
            ORDER BY id LIMIT :limit FOR NO KEY UPDATE""";
    private static final String COUNT = """
            SELECT (SELECT count(*) FROM webhook_secrets WHERE cipher = 'none')
                + (SELECT count(*) FROM webhooks WHERE headers_sealed IS NULL AND headers::text <> '{}') AS n""";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RowVault vault;

    PlainRows(DatabaseClient database, TransactionalOperator transactions, RowVault vault) {
        this.database = database;
        this.transactions = transactions;
        this.vault = vault;
    }

    Mono<Long> count() {
        return database.sql(COUNT).map(row -> Rows.get(row, "n", Long.class)).one();
    }

    /** Seals some rows and says how many; 0 when there are none left. */
    Mono<Long> sealSome(int limit) {
        return transactions
                .transactional(database.sql(SECRETS)
                        .bind("limit", limit)
                        .map(Secret::of)
                        .all()
                        .collectList()
                        .flatMapIterable(rows -> rows)
                        .concatMap(this::seal)
                        .count())
                .zipWith(
                        transactions.transactional(database.sql(HEADERS)
                                .bind("limit", limit)
                                .map(Headers::of)
                                .all()
                                .collectList()
                                .flatMapIterable(rows -> rows)
                                .concatMap(this::seal)
                                .count()),
                        Long::sum);
    }

    private record Secret(WebhookId webhook, int generation, String value) {
        static Secret of(Readable row) {
            return new Secret(
                    id(row), Rows.get(row, "generation", Integer.class), Rows.get(row, "secret", String.class));
        }

        @Override
        public String toString() {
            return "Secret[" + webhook + "]";
        }
    }

    private record Headers(WebhookId webhook, String json) {
        static Headers of(Readable row) {
            return new Headers(id(row), Rows.get(row, "headers", String.class));
        }

        @Override
        public String toString() {
            return "Headers[" + webhook + "]";
        }
    }

    private static WebhookId id(Readable row) {
        return new WebhookId(Rows.get(row, "id", UUID.class));
    }

    private Mono<Long> seal(Secret row) {
        return database.sql("""
                        UPDATE webhook_secrets SET cipher = 'sealed', secret = :sealed
                        WHERE webhook_id = :id AND generation = :generation""")
                .bind("sealed", vault.seal(row.webhook(), SealedColumn.SECRET, row.value()))
                .bind("id", row.webhook().value())
                .bind("generation", row.generation())
                .fetch()
                .rowsUpdated();
    }

    /** The names stay in clear. */
    private Mono<Long> seal(Headers row) {
        return database.sql("""
                        UPDATE webhooks SET headers_sealed = :sealed, headers =
                            (SELECT json_object_agg(name, '***') FROM json_object_keys(headers) AS name)
                        WHERE id = :id""")
                .bind("sealed", vault.seal(row.webhook(), SealedColumn.HEADERS, row.json()))
                .bind("id", row.webhook().value())
                .fetch()
                .rowsUpdated();
    }
}
