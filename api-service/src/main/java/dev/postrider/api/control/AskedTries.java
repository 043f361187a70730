package dev.postrider.api.control;

import dev.postrider.common.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table of tries that were asked for, by which each gets its number once. */
@Repository
class AskedTries {
    /** By then the log knows of the try, or is so far behind that no answer can be right. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** Old rows go in passing, a few at a time, without waiting for another request that is at them. */
    private static final String CLAIM = """
            WITH old AS (
                DELETE FROM asked_tries WHERE (delivery_id, try) IN (
                    SELECT delivery_id, try FROM asked_tries WHERE asked_at < $4 LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO asked_tries (delivery_id, try, asked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    private final DatabaseClient database;

    AskedTries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Takes a number for whoever calls, within a transaction that ends when the try is begun. Waits for another one that is
     * about to.
     *
     * @return whether nobody else has it
     */
    Mono<Boolean> claim(DeliveryId delivery, int tryNumber, Instant now) {
        return database.sql(CLAIM)
                .bind(0, delivery.value())
                .bind(1, tryNumber)
                .bind(2, now)
                .bind(3, now.minus(KEPT))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }
}
