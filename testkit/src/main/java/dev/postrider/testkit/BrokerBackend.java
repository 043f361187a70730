package dev.postrider.testkit;

/** Where a test's broker comes from. */
public interface BrokerBackend extends AutoCloseable {
    /** What clients are configured with, {@code host:port}. */
    String bootstrapServers();

    @Override
    void close();
}
