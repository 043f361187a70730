package dev.postrider.testkit;

import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real Kafka broker for all tests of a JVM: started by whoever asks first, stopped when the JVM ends. Tests stay out of
 * each other's way by a topic prefix of their own.
 */
public final class TestBroker {
    private static final Logger LOG = LoggerFactory.getLogger(TestBroker.class);
    private static final int LONGEST_NAME = 40;

    private static final Once<TestBroker> SHARED = new Once<>(TestBroker::start);

    private final BrokerBackend backend;

    private TestBroker(BrokerBackend backend) {
        this.backend = backend;
    }

    /** The broker of this JVM; topics are not created by using them. */
    public static TestBroker shared() {
        return SHARED.get();
    }

    /** What clients are configured with, {@code host:port}. */
    public String bootstrapServers() {
        return backend.bootstrapServers();
    }

    /** A topic prefix that no other call returns, such as {@code lanetrackerit-5f0c81aa.}: one for each test class or test. */
    public static String uniquePrefix(Class<?> test) {
        String name = test.getSimpleName().toLowerCase(Locale.ROOT);
        return "%s-%s."
                .formatted(
                        name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                        UUID.randomUUID().toString().substring(0, 8));
    }

    private static TestBroker start() {
        BrokerBackend backend = Backend.chosen().startBroker();
        LOG.info("The tests of this JVM have their broker from {}: {}", Backend.chosen(), backend.bootstrapServers());
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close, "test-broker-stop"));
        return new TestBroker(backend);
    }
}
