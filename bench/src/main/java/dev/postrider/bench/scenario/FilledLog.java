package dev.postrider.bench.scenario;

import dev.postrider.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A delivery log of so many generated deliveries of one organization, evenly over some days, in ordinary tables with all
 * their indexes. One of a hundred has another type, died of a 503 and has a dead letter.
 */
final class FilledLog {
    static final int DAYS = 5;
    static final String WEBHOOK = "00000000-0000-8000-8000-000000000007";
    static final String COMMON_TYPE = "order.created";
    static final String RARE_TYPE = "order.refunded";

    /** There however small the log is. */
    static final String EVENT = "evt-77";

    private static final int WEBHOOKS = 50;
    private static final long MICROS_PER_DAY = ChronoUnit.DAYS.getDuration().toNanos() / 1000;

    private final EmbeddedDatabase database;

    private FilledLog(EmbeddedDatabase database) {
        this.database = database;
    }

    static FilledLog fill(EmbeddedDatabase database, int deliveries) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int day = 0; day < DAYS; day++) {
                LocalDate date = day(day);
                statement.execute("SELECT create_log_day('" + date + "')");
                statement.execute(rows(date, day, deliveries));
            }
            statement.execute("VACUUM (ANALYZE) deliveries");
            statement.execute("CHECKPOINT");
        }
        return new FilledLog(database);
    }

    /** The statement that fills one day. */
    private static String rows(LocalDate date, int day, int deliveries) {
        return """
        INSERT INTO deliveries (day, id, organization_id, webhook_id, event_id, event_type, event_time, created_at,
            status, state_try, state_attempt, state_at, reason, delivered_at, last_try, last_attempt, last_at,
            last_succeeded, status_code, duration_us, trigger, died_at, dead_letter_partition, dead_letter_offset,
            exchanges, updated_at)
        SELECT date '%1$s', (lpad(to_hex(extract(epoch from date '%1$s')::bigint * 1000), 12, '0') || '8000a' || substr(md5(i::text), 1, 15))::uuid,
            '%2$s', ('00000000-0000-8000-8000-' || lpad((i %% %3$d)::text, 12, '0'))::uuid,
            'evt-' || i, CASE WHEN rare THEN '%5$s' ELSE '%4$s' END, at, at,
            CASE WHEN rare THEN 'dead' ELSE 'delivered' END, 1, 1, at,
            CASE WHEN rare THEN 'exhausted' END, CASE WHEN NOT rare THEN at END, 1, 1, at,
            NOT rare, CASE WHEN rare THEN 503 ELSE 200 END, 4200, 'event',
            CASE WHEN rare THEN at END, CASE WHEN rare THEN 0 END, CASE WHEN rare THEN i END, 1, at
        FROM (SELECT i, i / %7$d %% 100 = 37 AS rare, timestamptz '%1$s 00:00Z' + i * interval '%6$d microseconds' AS at
            FROM generate_series(%8$d, %9$d, %7$d) i) r
        """.formatted(
                        date,
                        ApiUnderTest.ORGANIZATION,
                        WEBHOOKS,
                        COMMON_TYPE,
                        RARE_TYPE,
                        MICROS_PER_DAY / deliveries,
                        DAYS,
                        day + 1,
                        deliveries);
    }

    /** How often any table of deliveries was read from end to end. */
    long sequentialScans() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet scans = statement.executeQuery(
                        "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname ~ '^deliveries_[0-9]+$'")) {
            scans.next();
            return scans.getLong(1);
        }
    }

    /** Inside the day in the middle. */
    static Instant from() {
        return day(DAYS / 2).atTime(6, 0).toInstant(ZoneOffset.UTC);
    }

    static Instant to() {
        return from().plus(12, ChronoUnit.HOURS);
    }

    /** Days that are over. */
    private static LocalDate day(int number) {
        return LocalDate.now(ZoneOffset.UTC).minusDays(number + 1L);
    }
}
