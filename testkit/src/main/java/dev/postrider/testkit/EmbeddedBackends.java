package dev.postrider.testkit;

import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.embedded.EmbeddedDatabase;
import java.nio.file.Path;

/** Backends from the embedded module, on folders below {@code target} that are deleted when they are closed. */
final class EmbeddedBackends {
    private EmbeddedBackends() {}

    static BrokerBackend broker() {
        Path folder = RunFolder.ofThisJvm().resolve("kafka");
        return new Broker(EmbeddedBroker.start(BrokerConfig.in(folder)), folder);
    }

    static DatabaseBackend database() {
        Path folder = RunFolder.ofThisJvm().resolve("postgres");
        return new Database(EmbeddedDatabase.start(RunFolder.database(folder)), folder);
    }

    private record Broker(EmbeddedBroker broker, Path folder) implements BrokerBackend {
        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {
            broker.close();
            RunFolder.delete(folder);
        }
    }

    private record Database(EmbeddedDatabase server, Path folder) implements DatabaseBackend {
        @Override
        public String host() {
            return server.host();
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public String user() {
            return server.user();
        }

        @Override
        public String password() {
            return server.password();
        }

        @Override
        public String maintenanceDatabase() {
            return server.database();
        }

        @Override
        public void close() {
            server.close();
            RunFolder.delete(folder);
        }
    }
}
