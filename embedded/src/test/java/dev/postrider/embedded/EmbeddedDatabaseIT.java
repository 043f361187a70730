package dev.postrider.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.embedded.EmbeddedStartException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    private static final Path BINARIES = Path.of("target", "postgres-binaries");

    @TempDir
    Path folder;

    @Test
    void rowsOutliveARestart() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            write(database.connect(), "kept");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            assertThat(read(database.connect())).isEqualTo("kept");
        }
    }

    @Test
    void commitsAreDurableUnlessSaidOtherwise() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            assertThat(show(database, "fsync")).isEqualTo("on");
            assertThat(show(database, "synchronous_commit")).isEqualTo("on");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config().withoutDurability())) {
            assertThat(show(database, "fsync")).isEqualTo("off");
        }
    }

    @Test
    void onlyTheLoopbackInterfaceAndThePasswordLetIn() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            assertThat(show(database, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(database, "unix_socket_directories")).isEmpty();
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "guess")
                            .close())
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void furtherDatabasesAreApart() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            write(database.connect(), "in the first");
            database.createDatabase("second");
            database.createDatabase("second");
            write(
                    DriverManager.getConnection(database.jdbcUrl("second"), database.user(), database.password()),
                    "in the second");
            assertThat(read(database.connect())).isEqualTo("in the first");
        }
    }

    @Test
    void closingTwiceIsHarmlessAndLeavesNoServer() {
        EmbeddedDatabase database = EmbeddedDatabase.start(config());
        database.close();
        database.close();
        assertThat(config().dataDir().resolve("data/postmaster.pid")).doesNotExist();
        assertThatThrownBy(() -> database.connect().close()).hasMessageContaining("refused");
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = occupied.getLocalPort();
            assertThatThrownBy(() -> EmbeddedDatabase.start(config().withPort(port)))
                    .isInstanceOfSatisfying(
                            EmbeddedStartException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PORT_TAKEN))
                    .hasMessageContainingAll("127.0.0.1:" + port, "POSTRIDER_DATABASE_PORT");
        }
    }

    @Test
    void aFolderWithSomethingElseInItIsLeftAloneAndNamed() throws IOException {
        Files.createDirectory(config().dataDir());
        Path cat = Files.writeString(config().dataDir().resolve("cat.jpg"), "meow");

        assertUnusable("not made by Postrider");
        assertThat(cat).hasContent("meow");
    }

    @Test
    void garbageInTheControlFileIsNamed() throws IOException {
        EmbeddedDatabase.start(config()).close();
        Files.write(config().dataDir().resolve("data/global/pg_control"), new byte[8192]);

        assertUnusable("database files are incompatible");
    }

    @Test
    void aFolderOfAnotherMajorVersionIsNamed() throws IOException {
        EmbeddedDatabase.start(config()).close();
        Files.writeString(config().dataDir().resolve("data/PG_VERSION"), "12\n");

        assertUnusable("made by PostgreSQL 12, this is PostgreSQL 18");
    }

    @Test
    void aFolderInUseIsNamedAndItsServerLeftRunning() throws SQLException {
        try (EmbeddedDatabase running = EmbeddedDatabase.start(config())) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(config()))
                    .isInstanceOfSatisfying(
                            EmbeddedStartException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_IN_USE))
                    .hasMessageContaining(config().dataDir().toString());
            write(running.connect(), "still alive");
        }
    }

    @Test
    void rowsOutliveAKillOfTheProcessThatOwnsTheServer() throws Exception {
        long orphan;
        try (ChildJvm child = ChildJvm.run(
                DatabaseMain.class,
                config().dataDir().toString(),
                BINARIES.toAbsolutePath().toString())) {
            write(DriverManager.getConnection(child.awaitLine("READY ")), "survived");
            orphan = serverPid();
            child.kill();
        }
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            assertThat(read(database.connect())).isEqualTo("survived");
            assertThat(serverPid()).isNotEqualTo(orphan);
            assertThat(ProcessHandle.of(orphan)).isEmpty();
        }
    }

    @Test
    void aServerLeftBehindCanBeStoppedWithoutAnother() throws Exception {
        long orphan;
        try (ChildJvm child = ChildJvm.run(
                DatabaseMain.class,
                config().dataDir().toString(),
                BINARIES.toAbsolutePath().toString())) {
            child.awaitLine("READY ");
            orphan = serverPid();
        }
        EmbeddedDatabase.stopLeftBehind(config());

        assertThat(ProcessHandle.of(orphan)).isEmpty();
        assertThat(config().dataDir().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void aServerThatWasKilledItselfRecovers() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            write(database.connect(), "recovered");
            ProcessHandle server = ProcessHandle.of(serverPid()).orElseThrow();
            server.destroyForcibly();
            server.onExit().get(10, TimeUnit.SECONDS);
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
            assertThat(read(database.connect())).isEqualTo("recovered");
        }
    }

    @Test
    void aNoteWithTheNumberOfAnotherProcessIsNoReasonToKillIt() throws Exception {
        EmbeddedDatabase.start(config()).close();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(config().dataDir().resolve("data/postmaster.pid"), stranger.pid() + "\n");
            try (EmbeddedDatabase database = EmbeddedDatabase.start(config())) {
                assertThat(show(database, "fsync")).isEqualTo("on");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private DatabaseConfig config() {
        return DatabaseConfig.in(folder.resolve("postgres")).withBinariesDir(BINARIES);
    }

    private long serverPid() throws IOException {
        return Long.parseLong(Files.readAllLines(config().dataDir().resolve("data/postmaster.pid"))
                .getFirst());
    }

    private void assertUnusable(String why) {
        assertThatThrownBy(() -> EmbeddedDatabase.start(config()))
                .isInstanceOfSatisfying(
                        EmbeddedStartException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_UNUSABLE))
                .hasMessageContainingAll(config().dataDir().toString(), why)
                .message()
                .doesNotContain("\n");
    }

    private static void write(Connection connection, String value) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (value text NOT NULL)");
            statement.execute("INSERT INTO note VALUES ('" + value + "')");
        }
    }

    private static String read(Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT value FROM note")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static String show(EmbeddedDatabase database, String setting) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
