package dev.postrider.api.database;

import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;

/** Where migrations connect to. */
record MigrationDetails(DatabaseSettings settings) implements FlywayConnectionDetails {
    @Override
    public String getUsername() {
        return settings.username();
    }

    @Override
    public String getPassword() {
        return settings.password();
    }

    @Override
    public String getJdbcUrl() {
        return settings.jdbcUrl();
    }
}
