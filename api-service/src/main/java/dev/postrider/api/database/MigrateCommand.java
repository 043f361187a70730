package dev.postrider.api.database;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.context.annotation.Bean;

/**
 * {@code migrate}: makes and changes the tables and does nothing else, for installations whose services may not. Needs
 * {@code postrider.database.*} only; fails where the database cannot be reached.
 */
public final class MigrateCommand {
    public static final String NAME = "migrate";

    private MigrateCommand() {}

    /**
     * @param program the service's configuration, without its parts
     */
    public static void run(SpringApplicationBuilder program, String[] arguments) {
        program.sources(Parts.class).web(WebApplicationType.NONE).run(arguments).close();
    }

    /** Not a configuration class by annotation: the service's own scan must pass it over. */
    @ImportAutoConfiguration(FlywayAutoConfiguration.class)
    @EnableConfigurationProperties(DatabaseSettings.class)
    static class Parts {
        @Bean
        FlywayConnectionDetails flywayConnectionDetails(DatabaseSettings settings) {
            return new MigrationDetails(settings);
        }
    }
}
