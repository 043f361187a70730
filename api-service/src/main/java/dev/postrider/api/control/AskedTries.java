package dev.postrider.api.control;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table of tries that were asked for, by which each gets its number once. */
@Repository
class AskedTries {
    /** As long as the log may show the delivery: of one that was delivered the log may never tell of a later try. */
    private static final Duration KEPT = Duration.ofDays(31);

    /** By then the try has begun, so that the next one may be asked for whether the log knows of this one or not. */
    private static final Duration ABOUT_TO_BEGIN = Duration.ofMinutes(1);

    /** Old rows go in passing, a few at a time, without waiting for another request that is at them. */
    private static final String CLAIM = """
            WITH old AS (
                DELETE FROM asked_tries WHERE (delivery_id, try) IN (
                    SELECT delivery_id, try FROM asked_tries WHERE asked_at < $4 LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO asked_tries (delivery_id, try, asked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    private static final String HIGHEST = """
            SELECT coalesce(max(try), 0) AS highest, coalesce(max(try) FILTER (WHERE asked_at < $2), 0) AS begun
            FROM asked_tries WHERE delivery_id = $1
            """;

    /**
     * The highest tries of a delivery that were asked for; 0 for none.
     *
     * @param begun of those that must have begun by now
     */
    record Asked(int highest, int begun) {}

    private final DatabaseClient database;

    AskedTries(DatabaseClient database) {
        this.database = database;
    }

    Mono<Asked> of(DeliveryId delivery, Instant now) {
        return database.sql(HIGHEST)
                .bind(0, delivery.value())
                .bind(1, now.minus(ABOUT_TO_BEGIN))
                .map(row -> new Asked(Rows.get(row, "highest", Integer.class), Rows.get(row, "begun", Integer.class)))
                .one();
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
