package dev.postrider.api.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The reactive client, its transactions, and migrations that wait for a database that is down. */
@Configuration(proxyBeanMethods = false)
class DatabaseBeans {
    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DatabaseClient.create(connections);
    }

    @Bean
    TransactionalOperator transactionalOperator(ReactiveTransactionManager transactions) {
        return TransactionalOperator.create(transactions);
    }

    @Bean
    ConnectionFactoryOptionsBuilderCustomizer transportSecurity(DatabaseSettings settings) {
        return options -> {
            options.option(
                    PostgresqlConnectionFactoryProvider.SSL_MODE,
                    SSLMode.fromValue(settings.sslMode().text()));
            if (settings.sslRootCert() != null) {
                options.option(PostgresqlConnectionFactoryProvider.SSL_ROOT_CERT, settings.sslRootCert());
            }
            if (settings.sslMode().verifies()) {
                // Netty would ask for a host's name in any case, and knows none here; the driver asks where the mode
                // says so.
                options.option(
                        PostgresqlConnectionFactoryProvider.SSL_CONTEXT_BUILDER_CUSTOMIZER,
                        context -> context.endpointIdentificationAlgorithm(null));
            }
        };
    }

    @Bean
    FlywayConnectionDetails flywayConnectionDetails(DatabaseSettings settings) {
        return new MigrationDetails(settings);
    }

    @Bean(destroyMethod = "close")
    PatientMigration patientMigration(
            DatabaseSettings settings, List<DatabaseCheck> checks, ApplicationEventPublisher events) {
        return new PatientMigration(
                settings.migrate(),
                checks,
                failure -> AvailabilityChangeEvent.publish(events, failure, LivenessState.BROKEN));
    }

    @Bean
    FlywayMigrationStrategy flywayMigrationStrategy(PatientMigration migration) {
        return migration::migrate;
    }
}
