package dev.postrider.testkit;

/** The kinds of backends, chosen for a whole JVM by {@code -Dpostrider.test.backend}. */
enum Backend {
    EMBEDDED {
        @Override
        BrokerBackend startBroker() {
            return EmbeddedBackends.broker();
        }

        @Override
        DatabaseBackend startDatabase() {
            return EmbeddedBackends.database();
        }
    },
    TESTCONTAINERS {
        @Override
        BrokerBackend startBroker() {
            return ContainerBackends.broker();
        }

        @Override
        DatabaseBackend startDatabase() {
            return ContainerBackends.database();
        }
    };

    static final String PROPERTY = "postrider.test.backend";

    abstract BrokerBackend startBroker();

    abstract DatabaseBackend startDatabase();

    static Backend chosen() {
        return named(System.getProperty(PROPERTY, "embedded"));
    }

    static Backend named(String name) {
        return switch (name) {
            case "embedded" -> EMBEDDED;
            case "testcontainers" -> TESTCONTAINERS;
            default ->
                throw new IllegalArgumentException(PROPERTY + " must be embedded or testcontainers, but is " + name);
        };
    }
}
