package dev.postrider.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server, a process of its own that this one starts and stops, ready for clients once {@link #start}
 * returns. It listens on 127.0.0.1 only and lets in only who knows the generated password. What was committed survives
 * {@link #close} and a kill of this process, and, while the configuration says durable, a power loss.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String HOST = "127.0.0.1";
    private static final int PORT_PICKS = 5;
    private static final String MAINTENANCE_DATABASE = "postgres";

    private final DatabaseConfig config;
    private final PostgresFolder folder;
    private final Postmaster postmaster;
    private final int port;
    private final String password;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(
            DatabaseConfig config, PostgresFolder folder, Postmaster postmaster, int port, String password) {
        this.config = config;
        this.folder = folder;
        this.postmaster = postmaster;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server, stopping first one that a killed process left on the same folder, and creates the database.
     *
     * @throws EmbeddedStartException naming in one line what is in the way: the port, the folder, the machine
     */
    public static EmbeddedDatabase start(DatabaseConfig config) {
        long began = System.nanoTime();
        PostgresFolder folder = PostgresFolder.take(config.dataDir());
        try {
            EmbeddedDatabase started = start(config, folder);
            LOG.atInfo()
                    .addKeyValue("port", started.port)
                    .addKeyValue(
                            "took_ms",
                            Duration.ofNanos(System.nanoTime() - began).toMillis())
                    .log("Embedded PostgreSQL started");
            return started;
        } catch (RuntimeException | Error e) {
            release(folder);
            throw e;
        }
    }

    /**
     * Stops the server that a killed process left on this folder, without starting another; for whoever is about to delete
     * the folder. Does nothing where there is none.
     *
     * @throws EmbeddedStartException if a running process owns the folder
     */
    public static void stopLeftBehind(DatabaseConfig config) {
        try (PostgresFolder folder = PostgresFolder.take(config.dataDir())) {
            if (Files.isDirectory(folder.data())) {
                Path home = PostgresBinaries.unpackInto(config.binariesDir());
                new Postmaster(PostgresPrograms.in(home), folder).stopOrphan();
            }
        } catch (IOException e) {
            throw EmbeddedStartException.failed(PostgresFolder.WHAT, config.dataDir(), e);
        }
    }

    /** Where the server listens: always 127.0.0.1. */
    public String host() {
        return HOST;
    }

    /** The port that the server listens on. */
    public int port() {
        return port;
    }

    /** The database that was created at the first start. */
    public String database() {
        return config.database();
    }

    /** The user that owns everything. */
    public String user() {
        return PostgresFolder.USER;
    }

    /** The user's password, generated at the first start. */
    public String password() {
        return password;
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/database}, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(config.database());
    }

    /** The same for another database of this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
    }

    /** {@code r2dbc:postgresql://127.0.0.1:port/database}, without user and password. */
    public String r2dbcUrl() {
        return r2dbcUrl(config.database());
    }

    /** The same for another database of this server. */
    public String r2dbcUrl(String database) {
        return "r2dbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
    }

    /** A connection to {@link #database()}; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect(config.database());
    }

    /** Creates another database on this server unless it is there; {@code name} is {@code [a-z][a-z0-9_]*}. */
    public void createDatabase(String name) throws SQLException {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("a database name must match [a-z][a-z0-9_]{0,62}, but is " + name);
        }
        try (Connection connection = connect(MAINTENANCE_DATABASE)) {
            if (!exists(connection, name)) {
                try (Statement create = connection.createStatement()) {
                    create.execute("CREATE DATABASE \"" + name + "\"");
                }
            }
        }
    }

    /** Ends all sessions and stops the server. Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            postmaster.stop();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Embedded PostgreSQL did not stop; the next start will see to it");
        } finally {
            release(folder);
        }
    }

    private static EmbeddedDatabase start(DatabaseConfig config, PostgresFolder folder) {
        Path home = PostgresBinaries.unpackInto(config.binariesDir());
        try {
            PostgresPrograms programs = PostgresPrograms.in(home);
            folder.prepare(programs, config.durable());
            Postmaster postmaster = new Postmaster(programs, folder);
            postmaster.stopOrphan();
            int port = startOnPort(config, postmaster, folder);
            EmbeddedDatabase started = new EmbeddedDatabase(config, folder, postmaster, port, folder.password());
            started.createOrStop();
            return started;
        } catch (IOException e) {
            throw folder.failed(e);
        }
    }

    /** A free port may be lost between picking and binding, so picking is repeated; a fixed one is tried once. */
    private static int startOnPort(DatabaseConfig config, Postmaster postmaster, PostgresFolder folder)
            throws IOException {
        for (int pick = 1; ; pick++) {
            int port = usablePort(config);
            try {
                postmaster.start(port, config.durable(), config.startDeadline());
                return port;
            } catch (IOException e) {
                boolean lost = String.valueOf(e.getMessage()).contains("Address already in use");
                if (lost && config.port() == 0 && pick < PORT_PICKS) {
                    continue;
                }
                throw folder.explain(e);
            }
        }
    }

    private static int usablePort(DatabaseConfig config) {
        try (ServerSocket socket = new ServerSocket(config.port(), 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw EmbeddedStartException.cannotListen(
                    PostgresFolder.WHAT, HOST, config.port(), config.portSetting(), e);
        }
    }

    private void createOrStop() throws IOException {
        try {
            createDatabase(config.database());
        } catch (SQLException e) {
            postmaster.stop();
            throw new IOException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), PostgresFolder.USER, password);
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void release(PostgresFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Could not give back the lock of the data folder");
        }
    }
}
