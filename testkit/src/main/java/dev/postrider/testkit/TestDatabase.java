package dev.postrider.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty database of its own on the one real PostgreSQL server of this JVM, which is started by whoever asks first and
 * stopped when the JVM ends.
 */
public record TestDatabase(String host, int port, String name, String user, String password) {

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);
    private static final Once<DatabaseBackend> SERVER = new Once<>(TestDatabase::startServer);
    private static final Once<TestDatabase> SHARED = new Once<>(TestDatabase::fresh);

    /** The database that all callers of this method in this JVM share; empty at the first call. */
    public static TestDatabase shared() {
        return SHARED.get();
    }

    /** A new, empty database: one for each test class or test. */
    public static TestDatabase fresh() {
        DatabaseBackend server = SERVER.get();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        String maintenance = jdbcUrl(server.host(), server.port(), server.maintenanceDatabase());
        try (Connection connection = DriverManager.getConnection(maintenance, server.user(), server.password());
                Statement create = connection.createStatement()) {
            create.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a test database", e);
        }
        return new TestDatabase(server.host(), server.port(), name, server.user(), server.password());
    }

    /** {@code jdbc:postgresql://host:port/name}, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(host, port, name);
    }

    /** {@code r2dbc:postgresql://host:port/name}, without user and password. */
    public String r2dbcUrl() {
        return "r2dbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }

    /** A new connection; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    private static DatabaseBackend startServer() {
        DatabaseBackend backend = Backend.chosen().startDatabase();
        LOG.info(
                "The tests of this JVM have their database from {}: {}:{}",
                Backend.chosen(),
                backend.host(),
                backend.port());
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close, "test-database-stop"));
        return backend;
    }

    private static String jdbcUrl(String host, int port, String name) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
    }
}
