package dev.postrider.bench.scenario;

import dev.postrider.bench.load.RunTopics;
import dev.postrider.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the log's writer has written of one run, as its database says. */
final class WrittenLog implements AutoCloseable {
    private static final List<String> TABLES = List.of("events", "deliveries", "delivery_attempts");
    private static final Duration LOOK = Duration.ofMillis(100);

    private final RunTopics run;
    private final Connection connection;

    WrittenLog(RunTopics run, EmbeddedDatabase database) throws SQLException {
        this.run = run;
        this.connection = database.connect();
    }

    /**
     * How far the writer is, over all that it reads.
     *
     * @param done records below its positions
     * @param end records that are there
     */
    record Progress(long nanos, long done, long end) {
        boolean isComplete() {
            return done >= end;
        }
    }

    Progress progress() throws SQLException, InterruptedException {
        Predicate<String> read = topic -> topic.equals("events") || topic.equals("attempts");
        long end = run.written(read);
        long done = number("SELECT coalesce(sum(next), 0) FROM log_offsets WHERE topic IN ('%s', '%s')"
                .formatted(run.names().events(), run.names().attempts()));
        return new Progress(System.nanoTime(), done, end);
    }

    /** Waits until everything that is there is written. */
    Progress complete(Duration atMost) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Progress now = progress();
        while (!now.isComplete()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the log has %,d of %,d records".formatted(now.done(), now.end()));
            }
            Thread.sleep(LOOK);
            now = progress();
        }
        return now;
    }

    long rows() throws SQLException {
        long rows = 0;
        for (String table : TABLES) {
            rows += number("SELECT count(*) FROM " + table);
        }
        return rows;
    }

    /**
     * Those counts that are not what they must be: events, deliveries, attempts, and what was added up of them.
     *
     * @param exchanges that the receiver saw; more than deliveries where dispatchers that followed each other repeated some
     */
    List<String> wrong(long deliveries, long exchanges) throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (String count : List.of(
                "SELECT count(*) FROM events",
                "SELECT count(*) FROM deliveries WHERE status = 'delivered'",
                "SELECT sum(delivered) FROM stats_hours")) {
            compare(count, deliveries, wrong);
        }
        for (String count : List.of(
                "SELECT count(*) FROM delivery_attempts",
                "SELECT sum(attempts) FROM stats_hours",
                "SELECT sum(attempts) FROM stats_latencies")) {
            compare(count, exchanges, wrong);
        }
        return wrong;
    }

    private void compare(String count, long expected, List<String> wrong) throws SQLException {
        long counted = number(count);
        if (counted != expected) {
            wrong.add("%s: %,d, not %,d".formatted(count, counted, expected));
        }
    }

    /**
     * Copies all rows from files into tables with the same columns and indexes.
     *
     * @param folder that the database may write to
     * @return how long that took, without making the files
     */
    Duration copyAll(Path folder) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("COPY (SELECT * FROM %s) TO '%s'".formatted(table, folder.resolve(table)));
                statement.execute("CREATE TABLE bare_%1$s (LIKE %1$s INCLUDING ALL)".formatted(table));
            }
            statement.execute("CHECKPOINT");
            long began = System.nanoTime();
            for (String table : TABLES) {
                statement.execute("COPY bare_%s FROM '%s'".formatted(table, folder.resolve(table)));
            }
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
