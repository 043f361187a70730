package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedBackendsIT {
    @Test
    void allTestsOfAJvmShareOneBroker() throws Exception {
        TestBroker broker = TestBroker.shared();
        String topic = TestBroker.uniquePrefix(SharedBackendsIT.class) + "events";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(2), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).contains(topic);
        }
        assertThat(TestBroker.shared()).isSameAs(broker);
    }

    @Test
    void topicPrefixesAreNeverTheSame() {
        assertThat(TestBroker.uniquePrefix(SharedBackendsIT.class))
                .startsWith("sharedbackendsit-")
                .endsWith(".")
                .isNotEqualTo(TestBroker.uniquePrefix(SharedBackendsIT.class));
    }

    @Test
    void aFreshDatabaseIsEmptyAndTheSharedOneIsNot() throws SQLException {
        createTable(TestDatabase.shared());

        assertThat(tables(TestDatabase.fresh())).isZero();
        assertThat(tables(TestDatabase.shared())).isEqualTo(1);
        assertThat(TestDatabase.shared()).isSameAs(TestDatabase.shared());
    }

    @Test
    void whatDeadJvmsLeftIsClearedAwayAndNothingElse(@TempDir Path base) throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Path left = Files.createDirectories(base.resolve("run-" + dead.pid()).resolve("kafka"));
        Path own = Files.createDirectories(
                base.resolve("run-" + ProcessHandle.current().pid()));
        Path other = Files.createDirectories(base.resolve("postgres-binaries"));

        RunFolder.clearLeftovers(base);

        assertThat(left.getParent()).doesNotExist();
        assertThat(own).exists();
        assertThat(other).exists();
    }

    private static void createTable(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE something (id int)");
        }
    }

    private static int tables(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
