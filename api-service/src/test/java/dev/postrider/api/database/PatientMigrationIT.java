package dev.postrider.api.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** What becomes of a check that fails, at start and once a database that was down is back. */
class PatientMigrationIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Object> events = new CopyOnWriteArrayList<>();
    private final Switched database = new Switched(TestDatabase.fresh());
    private final Flyway flyway =
            Flyway.configure().dataSource(database).locations("classpath:none").load();
    private final PatientMigration migration = new DatabaseBeans()
            .patientMigration(
                    new DatabaseSettings("unused", 1, "", "", "", true, DatabaseSettings.SslMode.DISABLE, null),
                    List.of(_ -> {
                        throw new IllegalStateException("another key");
                    }),
                    events::add);

    @Test
    void aCheckThatFailsAtStartEndsIt() {
        database.reachable = true;

        assertThatThrownBy(() -> migration.migrate(flyway)).hasMessage("another key");

        assertThat(events).isEmpty();
    }

    @Test
    void aCheckThatFailsOnceTheDatabaseIsBackBreaksTheService() {
        migration.migrate(flyway);
        assertThat(events).isEmpty();

        database.reachable = true;

        await().atMost(SOON).until(() -> !events.isEmpty());
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        AvailabilityChangeEvent.class,
                        event -> assertThat(event.getState()).isEqualTo(LivenessState.BROKEN));
        assertThat(migration.migrated()).isNotDone();
    }

    /** A database that can be reached or not. */
    private static final class Switched extends AbstractDataSource {
        private final TestDatabase database;
        volatile boolean reachable;

        Switched(TestDatabase database) {
            this.database = database;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!reachable) {
                throw new SQLTransientConnectionException("down");
            }
            return database.connect();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
