package dev.postrider.testkit;

import dev.postrider.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;

/** A PostgreSQL server of one test's own that shows a certificate and turns away whoever comes without TLS. */
public final class TlsDatabase implements AutoCloseable {
    private final EmbeddedDatabase server;

    private TlsDatabase(EmbeddedDatabase server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param folder for its data and its key; the test's to delete
     */
    public static TlsDatabase start(Path folder, TestCertificate certificate) throws IOException, SQLException {
        Path key = Files.createFile(
                folder.resolve("server.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, certificate.keyPem());
        Path shown = Files.writeString(folder.resolve("server.crt"), certificate.certificatePem());
        EmbeddedDatabase server = EmbeddedDatabase.start(RunFolder.database(folder.resolve("postgres")));
        TlsDatabase database = new TlsDatabase(server);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
            statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + shown + "'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            Files.writeString(
                    Path.of(text(statement, "SHOW hba_file")), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        Awaitility.await().until(() -> refusesPlainText(server));
        return database;
    }

    /** Where it is; a connection to it must be asked for with TLS. */
    public TestDatabase database() {
        return new TestDatabase(server.host(), server.port(), server.database(), server.user(), server.password());
    }

    private static boolean refusesPlainText(EmbeddedDatabase server) {
        try (Connection _ =
                DriverManager.getConnection(server.jdbcUrl() + "?sslmode=disable", server.user(), server.password())) {
            return false;
        } catch (SQLException refused) {
            return String.valueOf(refused.getMessage()).contains("no encryption");
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new SQLException("no row for " + query);
            }
            return rows.getString(1);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
