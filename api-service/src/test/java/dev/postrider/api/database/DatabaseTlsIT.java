package dev.postrider.api.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postrider.api.database.DatabaseSettings.SslMode;
import dev.postrider.testkit.TestCertificate;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TlsDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * What {@code postrider.database.ssl-mode} promises, for the driver that migrates and the one that works, at a server that takes nothing
 * but TLS.
 */
@Tag("proof")
class DatabaseTlsIT {
    private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @TempDir
    static Path folder;

    private static TlsDatabase onLoopback;
    private static TlsDatabase named;
    private static String authority;
    private static String authorityOfNamed;
    private static String stranger;

    @BeforeAll
    static void start() throws IOException, SQLException {
        TestCertificate loopback = TestCertificate.forLoopback();
        TestCertificate other = TestCertificate.forHost("localhost");
        onLoopback = TlsDatabase.start(Files.createDirectory(folder.resolve("loopback")), loopback);
        named = TlsDatabase.start(Files.createDirectory(folder.resolve("named")), other);
        authority = file("authority.pem", loopback.authorityPem());
        authorityOfNamed = file("named.pem", other.authorityPem());
        stranger = file("stranger.pem", TestCertificate.forLoopback().authorityPem());
    }

    @AfterAll
    static void stop() {
        onLoopback.close();
        named.close();
    }

    static List<Arguments> trusted() {
        return List.of(
                arguments(settings(onLoopback, SslMode.PREFER, null)),
                arguments(settings(onLoopback, SslMode.REQUIRE, null)),
                arguments(settings(onLoopback, SslMode.VERIFY_CA, authority)),
                arguments(settings(onLoopback, SslMode.VERIFY_FULL, authority)),
                // The certificate is another host's, which these two do not ask.
                arguments(settings(named, SslMode.REQUIRE, null)),
                arguments(settings(named, SslMode.VERIFY_CA, authorityOfNamed)),
                arguments(settings("localhost", named, SslMode.VERIFY_FULL, authorityOfNamed)));
    }

    @ParameterizedTest
    @MethodSource("trusted")
    void aServerThatIsTrustedIsSpokenToWithTls(DatabaseSettings settings) throws SQLException {
        assertThat(migrating(settings)).isTrue();
        assertThat(working(settings)).isTrue();
    }

    static List<Arguments> refused() {
        return List.of(
                arguments(settings(onLoopback, SslMode.DISABLE, null), "no encryption"),
                arguments(settings(onLoopback, SslMode.VERIFY_CA, stranger), "signature check failed"),
                arguments(settings(onLoopback, SslMode.VERIFY_FULL, stranger), "signature check failed"),
                // The authorities of the JVM.
                arguments(settings(onLoopback, SslMode.VERIFY_FULL, null), "unable to find valid certification path"),
                arguments(settings(named, SslMode.VERIFY_FULL, authorityOfNamed), "127.0.0.1"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aServerThatIsNotIsRefusedByBothDrivers(DatabaseSettings settings, String why) {
        assertThatThrownBy(() -> migrating(settings)).hasStackTraceContaining(why);
        assertThatThrownBy(() -> working(settings)).hasStackTraceContaining(why);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String missing = folder.resolve("missing.pem").toString();

        assertThatThrownBy(() -> settings(named, SslMode.VERIFY_CA, missing))
                .hasMessageContainingAll("postrider.database.ssl-root-cert", missing);
    }

    /** Whether the connection of migrations is encrypted. */
    private static boolean migrating(DatabaseSettings settings) throws SQLException {
        MigrationDetails details = new MigrationDetails(settings);
        try (var connection = DriverManager.getConnection(
                        details.getJdbcUrl(), details.getUsername(), details.getPassword());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(ENCRYPTED)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Whether a connection of the service's own work is encrypted. */
    private static boolean working(DatabaseSettings settings) {
        ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.builder()
                .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                .option(ConnectionFactoryOptions.HOST, settings.host())
                .option(ConnectionFactoryOptions.PORT, settings.port())
                .option(ConnectionFactoryOptions.DATABASE, settings.name())
                .option(ConnectionFactoryOptions.USER, settings.username())
                .option(ConnectionFactoryOptions.PASSWORD, settings.password());
        new DatabaseBeans().transportSecurity(settings).customize(options);
        ConnectionFactory connections = ConnectionFactories.get(options.build());
        return Boolean.TRUE.equals(Mono.usingWhen(
                        connections.create(),
                        connection -> Mono.from(
                                        connection.createStatement(ENCRYPTED).execute())
                                .flatMap(result -> Mono.from(result.map((row, _) -> row.get(0, Boolean.class)))),
                        Connection::close)
                .block(Duration.ofSeconds(10)));
    }

    private static DatabaseSettings settings(TlsDatabase server, SslMode mode, @Nullable String rootCert) {
        return settings(server.database().host(), server, mode, rootCert);
    }

    private static DatabaseSettings settings(String host, TlsDatabase server, SslMode mode, @Nullable String rootCert) {
        TestDatabase database = server.database();
        return new DatabaseSettings(
                host, database.port(), database.name(), database.user(), database.password(), true, mode, rootCert);
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
