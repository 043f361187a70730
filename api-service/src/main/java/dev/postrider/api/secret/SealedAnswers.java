package dev.postrider.api.secret;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.secret.AssociatedData;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.secret.UnreadableSecretException;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Answers that are kept for a day for whoever repeats a request: those that other master keys sealed, counted and sealed anew page by page. */
@Repository
class SealedAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(SealedAnswers.class);

    /** As ranges, which the index serves. */
    private static final String OTHERS =
            " FROM idempotency_keys WHERE answer IS NOT NULL AND (split_part(answer, '.', 2) < :key"
                    + " OR split_part(answer, '.', 2) > :key)";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final Seal seal;

    SealedAnswers(DatabaseClient database, TransactionalOperator transactions, Seal seal) {
        this.database = database;
        this.transactions = transactions;
        this.seal = seal;
    }

    private record Row(UUID claim, AssociatedData belongsTo, String sealed) {
        static Row of(Readable row) {
            return new Row(
                    Rows.get(row, "claim", UUID.class),
                    AssociatedData.ofAnswer(
                            new OrganizationId(Rows.get(row, "organization_id", String.class)),
                            HexFormat.of().formatHex(Rows.get(row, "key_hash", byte[].class))),
                    Rows.get(row, "answer", String.class));
        }

        @Override
        public String toString() {
            return "Row[" + claim + "]";
        }
    }

    /** How many each other key has sealed. */
    Mono<Map<String, Long>> countOthers() {
        return database.sql("SELECT split_part(answer, '.', 2) AS key, count(*) AS n" + OTHERS + " GROUP BY 1")
                .bind("key", seal.keys().current())
                .map(row -> Map.entry(Rows.get(row, "key", String.class), Rows.get(row, "n", Long.class)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * Seals the next of them anew, in a transaction of their own. Those that do not open are left.
     *
     * @param after begins behind this claim
     */
    Mono<SealedRows.Page> page(UUID after, int limit) {
        return transactions.transactional(database.sql("SELECT claim, organization_id, key_hash, answer" + OTHERS
                        + " AND claim > :after ORDER BY claim LIMIT :limit FOR NO KEY UPDATE")
                .bind("key", seal.keys().current())
                .bind("after", after)
                .bind("limit", limit)
                .map(Row::of)
                .all()
                .collectList()
                .flatMap(rows -> rows.isEmpty() ? Mono.just(new SealedRows.Page(0, null)) : replace(rows)));
    }

    private Mono<SealedRows.Page> replace(List<Row> rows) {
        List<UUID> claims = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        for (Row row : rows) {
            @Nullable String anew = anew(row);
            if (anew != null) {
                claims.add(row.claim);
                fresh.add(anew);
            }
        }
        return database.sql("UPDATE idempotency_keys AS k SET answer = n.answer"
                        + " FROM unnest(:claims, :fresh) AS n(claim, answer) WHERE k.claim = n.claim")
                .bind("claims", claims.toArray(UUID[]::new))
                .bind("fresh", fresh.toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .map(count -> new SealedRows.Page(count, rows.getLast().claim));
    }

    private @Nullable String anew(Row row) {
        try {
            return seal.seal(seal.open(row.sealed, row.belongsTo), row.belongsTo);
        } catch (UnreadableSecretException e) {
            LOG.error("The answer of claim {} is left as it is: {}", row.claim, e.getMessage());
            return null;
        }
    }
}
