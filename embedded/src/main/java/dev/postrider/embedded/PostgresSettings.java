package dev.postrider.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The server's settings, written anew at each start into a file of their own that {@code postgresql.conf} includes. */
final class PostgresSettings {
    private static final String FILE = "postrider.conf";
    private static final String INCLUDE = "include '" + FILE + "'";

    private PostgresSettings() {}

    static void write(Path data, int port, boolean durable) throws IOException {
        Files.writeString(data.resolve(FILE), text(port, durable));
        Path main = data.resolve("postgresql.conf");
        if (!Files.readString(main).contains(INCLUDE)) {
            Files.writeString(main, "\n" + INCLUDE + "\n", StandardOpenOption.APPEND);
        }
    }

    private static String text(int port, boolean durable) {
        String toDisk = durable ? "on" : "off";
        return """
                # Written by Postrider at each start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = 64MB
                max_wal_size = 256MB
                # Statements here are short; compiling them costs more than it saves.
                jit = off
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                timezone = 'UTC'
                log_timezone = 'UTC'
                # Errors go to the client that made them. In a log they would carry its data.
                log_min_messages = log
                log_min_error_statement = panic
                log_error_verbosity = terse
                log_checkpoints = off
                """.formatted(port, toDisk, toDisk, toDisk);
    }
}
