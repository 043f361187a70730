package dev.postrider.api.retention;

import dev.postrider.api.recurring.Recurring;
import dev.postrider.meter.Meters;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The upkeep of payloads. */
@Configuration(proxyBeanMethods = false)
class RetentionBeans {
    private static final Duration FIRST = Duration.ofMinutes(1);

    /** A transaction of the log takes two minutes at most. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    @Bean
    Recurring payloadRemoval(
            DatabaseClient database,
            TransactionalOperator transactions,
            InstantSource clock,
            RetentionSettings settings,
            Meters meters) {
        PayloadRemoval removal = new PayloadRemoval(database, transactions, clock, settings, SETTLED, meters);
        return new Recurring(
                FIRST, settings.interval(), removal::round, "Payloads past their retention are removed later");
    }
}
