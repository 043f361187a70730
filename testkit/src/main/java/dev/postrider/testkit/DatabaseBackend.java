package dev.postrider.testkit;

/** Where a test's database server comes from. */
public interface DatabaseBackend extends AutoCloseable {
    String host();

    int port();

    String user();

    String password();

    /** A database that always exists; others are created from a connection to it. */
    String maintenanceDatabase();

    @Override
    void close();
}
