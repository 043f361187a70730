package dev.postrider.api.deliverylog;

import dev.postrider.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Takes a database away from its clients, from a connection to another database of the same server. */
final class OutageSwitch implements AutoCloseable {
    private final TestDatabase database;
    private final Connection connection;

    OutageSwitch(TestDatabase database) throws SQLException {
        this.database = database;
        this.connection = DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(database.host(), database.port()),
                database.user(),
                database.password());
    }

    /** Ends every connection, whatever it is in the middle of. */
    void killConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
    }

    void refuseConnections() throws SQLException {
        execute("ALTER DATABASE " + database.name() + " WITH ALLOW_CONNECTIONS false");
        killConnections();
    }

    void acceptConnections() throws SQLException {
        execute("ALTER DATABASE " + database.name() + " WITH ALLOW_CONNECTIONS true");
    }

    @Override
    public void close() throws SQLException {
        acceptConnections();
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
