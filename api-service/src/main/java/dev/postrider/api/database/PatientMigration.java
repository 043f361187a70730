package dev.postrider.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates at start. A database that cannot be reached does not keep the service down, because publishing needs none: the
 * migration is then repeated on a thread of its own until it succeeds. A migration that is wrong does stop the start, and so
 * does a check of the tables that fails after it. One that fails on the other thread is told, for the service to end then.
 */
final class PatientMigration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatientMigration.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String CONNECTION_EXCEPTION = "08";
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private final boolean migrates;
    private final List<DatabaseCheck> checks;
    private final Consumer<RuntimeException> failedLate;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> migrated = new CompletableFuture<>();

    /**
     * @param migrates whether it changes tables; where not, it only sees to it that somebody has
     * @param failedLate is told of a check that failed when the service was running already
     */
    PatientMigration(boolean migrates, List<DatabaseCheck> checks, Consumer<RuntimeException> failedLate) {
        this.migrates = migrates;
        this.checks = List.copyOf(checks);
        this.failedLate = failedLate;
    }

    void migrate(Flyway flyway) {
        if (!tryOnce(flyway)) {
            Thread.ofPlatform().daemon().name("database-migration").start(() -> repeat(flyway));
        }
    }

    /** Completes once the tables are there; never while the database is down. */
    CompletableFuture<Void> migrated() {
        return migrated;
    }

    private void repeat(Flyway flyway) {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (tryOnce(flyway)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (FlywayException e) {
            LOG.error(
                    "The database is back but its migration failed; requests that need it fail until it is mended", e);
        } catch (RuntimeException e) {
            LOG.error("The database is back but the service cannot work with what is in it, and ends", e);
            failedLate.accept(e);
        }
    }

    private boolean tryOnce(Flyway flyway) {
        try {
            if (migrates) {
                flyway.migrate();
            } else {
                requireMigrated(flyway);
            }
            check(flyway);
            migrated.complete(null);
            return true;
        } catch (FlywayException e) {
            if (!unreachable(e)) {
                throw e;
            }
            LOG.warn("The database cannot be reached, so its migration waits; publishing goes on: {}", e.getMessage());
            return false;
        }
    }

    private static void requireMigrated(Flyway flyway) {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            throw new FlywayException("the tables are older than this program, and it may not change them"
                    + " (postrider.database.migrate=false): run it with the argument '" + MigrateCommand.NAME
                    + "' as their owner first; missing are " + pending.length + " migrations from version "
                    + pending[0].getVersion());
        }
    }

    private void check(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            CheckedTables tables = new CheckedTables(connection);
            checks.forEach(check -> check.check(tables));
        } catch (SQLException e) {
            throw new FlywayException("the tables could not be checked: " + e.getMessage(), e);
        }
    }

    private static boolean unreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return state.startsWith(CONNECTION_EXCEPTION) || state.equals(CANNOT_CONNECT_NOW);
            }
        }
        return false;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
