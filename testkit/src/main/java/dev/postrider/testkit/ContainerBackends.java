package dev.postrider.testkit;

import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Backends in containers. Where no container engine answers they fail: a test that was asked for is never skipped. */
final class ContainerBackends {
    static final String KAFKA_IMAGE = "apache/kafka:" + AppInfoParser.getVersion();
    static final String POSTGRES_IMAGE = "postgres:18";

    private ContainerBackends() {}

    static BrokerBackend broker() {
        requireEngine(() -> DockerClientFactory.instance().isDockerAvailable());
        return new ContainerBroker(new KafkaContainer(KAFKA_IMAGE));
    }

    static DatabaseBackend database() {
        requireEngine(() -> DockerClientFactory.instance().isDockerAvailable());
        return new ContainerDatabase(new PostgreSQLContainer(POSTGRES_IMAGE));
    }

    static void requireEngine(BooleanSupplier available) {
        if (!available.getAsBoolean()) {
            throw new IllegalStateException(
                    "%s=testcontainers, but no container engine answers. Start one, or use %s=embedded."
                            .formatted(Backend.PROPERTY, Backend.PROPERTY));
        }
    }

    private static final class ContainerBroker implements BrokerBackend {
        private final KafkaContainer container;

        ContainerBroker(KafkaContainer container) {
            this.container = container;
            container.withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            container.start();
        }

        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void close() {
            container.stop();
        }
    }

    private static final class ContainerDatabase implements DatabaseBackend {
        private final PostgreSQLContainer container;

        ContainerDatabase(PostgreSQLContainer container) {
            this.container = container;
            container.start();
        }

        @Override
        public String host() {
            return container.getHost();
        }

        @Override
        public int port() {
            return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
        }

        @Override
        public String user() {
            return container.getUsername();
        }

        @Override
        public String password() {
            return container.getPassword();
        }

        @Override
        public String maintenanceDatabase() {
            return container.getDatabaseName();
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
