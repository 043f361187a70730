package dev.postrider.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an {@link EmbeddedDatabase} is started with.
 *
 * @param dataDir the database's own folder; made when it is missing or empty, reused when it is not
 * @param binariesDir where PostgreSQL's programs are unpacked, once for each version; may be shared
 * @param port the port on 127.0.0.1; 0 picks a free one
 * @param portSetting how a user changes {@code port}; named when the port is taken
 * @param database the database that is created when it is missing
 * @param durable whether a commit waits for the disk; off only where data may be lost, as in tests
 * @param startDeadline how long starting may take, recovery after a crash included
 */
public record DatabaseConfig(
        Path dataDir,
        Path binariesDir,
        int port,
        String portSetting,
        String database,
        boolean durable,
        Duration startDeadline) {

    public DatabaseConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        binariesDir = binariesDir.toAbsolutePath().normalize();
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
        }
        if (!database.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("database must match [a-z][a-z0-9_]{0,62}, but is " + database);
        }
    }

    /** A durable database named {@code postrider} on a free port, its programs unpacked in the same folder. */
    public static DatabaseConfig in(Path dataDir) {
        return new DatabaseConfig(
                dataDir,
                dataDir.resolve("binaries"),
                0,
                "POSTRIDER_DATABASE_PORT",
                "postrider",
                true,
                Duration.ofMinutes(2));
    }

    /** The same on a fixed port; 0 picks a free one. */
    public DatabaseConfig withPort(int newPort) {
        return new DatabaseConfig(dataDir, binariesDir, newPort, portSetting, database, durable, startDeadline);
    }

    /** The same with its programs unpacked elsewhere, for instance where several databases find them. */
    public DatabaseConfig withBinariesDir(Path folder) {
        return new DatabaseConfig(dataDir, folder, port, portSetting, database, durable, startDeadline);
    }

    /** The same without waiting for the disk: faster, and a power loss may damage everything. */
    public DatabaseConfig withoutDurability() {
        return new DatabaseConfig(dataDir, binariesDir, port, portSetting, database, false, startDeadline);
    }
}
