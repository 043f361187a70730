package dev.postrider.api.deliverylog;

import dev.postrider.api.recurring.Recurring;
import dev.postrider.common.metric.Metric;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.meter.MeterSettings;
import dev.postrider.meter.Meters;
import dev.postrider.meter.Stage;
import dev.postrider.meter.StageWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The parts of the delivery log's writer. */
@Configuration(proxyBeanMethods = false)
class DeliveryLogBeans {
    @Bean
    LogPartitions logPartitions(
            DatabaseClient database,
            TransactionalOperator transactions,
            InstantSource clock,
            DeliveryLogProperties properties) {
        return new LogPartitions(database, transactions, clock, properties);
    }

    @Bean
    Recurring logMaintenance(LogPartitions partitions, DeliveryLogProperties properties, Meters meters) {
        meters.gauge(Metric.LOG_DAYS_AHEAD, partitions::daysAhead);
        return new Recurring(
                Duration.ZERO,
                properties.maintenanceInterval(),
                partitions::maintain,
                "Partitions of the delivery log are looked after later; batches make what they need");
    }

    @Bean
    DeliveryQueries deliveryQueries(DatabaseClient database) {
        return new DeliveryQueries(database);
    }

    @Bean
    DeliveryExport deliveryExport(DeliveryQueries deliveries, InstantSource clock, DeliveryLogProperties properties) {
        return new DeliveryExport(deliveries, new ExportSlots(), clock, properties.retention());
    }

    @Bean
    Tails tails(Topics topics, KafkaClients clients) {
        return new Tails(topics.attempts(), () -> clients.reader("api-tail", Map.of()));
    }

    @Bean
    DeliveryPages deliveryPages(DatabaseClient database) {
        return new DeliveryPages(database);
    }

    @Bean
    EventPages eventPages(DatabaseClient database) {
        return new EventPages(database);
    }

    @Bean
    EventQueries eventQueries(DatabaseClient database) {
        return new EventQueries(database);
    }

    @Bean
    @ConditionalOnProperty(name = "postrider.delivery-log.writer", matchIfMissing = true)
    LogWriter logWriter(
            Topics topics,
            KafkaClients clients,
            KafkaSettings kafka,
            DatabaseClient database,
            TransactionalOperator transactions,
            LogPartitions partitions,
            Meters meters,
            InstantSource clock,
            DeliveryLogProperties properties,
            ObjectProvider<DisablingListener> listeners) {
        LogMetrics metrics = new LogMetrics(meters);
        LogStore store = new LogStore(
                database,
                transactions,
                partitions,
                properties,
                clock,
                (webhook, reason) -> listeners.forEach(listener -> listener.disabled(webhook, reason)));
        LogEntryReader reader = new LogEntryReader(topics, properties.eventDecoder(kafka.eventSources()), metrics);
        return new LogWriter(
                read(topics, kafka),
                new LogConsumers(clients, properties),
                consumer -> new LogSession(consumer, reader, partitions, store, metrics, clock, properties));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnProperty(name = "postrider.delivery-log.writer", matchIfMissing = true)
    StageWatch logWatch(
            Topics topics,
            KafkaClients clients,
            KafkaSettings kafka,
            DeliveryLogProperties properties,
            Environment environment,
            Meters meters,
            InstantSource clock) {
        Stage log = new Stage("log", kafka.group(properties.group()), Set.copyOf(read(topics, kafka)), Duration.ZERO);
        MeterSettings settings = Binder.get(environment).bindOrCreate(MeterSettings.PREFIX, MeterSettings.class);
        return new StageWatch(clients, List.of(log), settings.intervalOrDefault(), meters, clock);
    }

    /** Part of what the service uses, and not of its readiness: reading over REST needs no broker. */
    @Bean
    @ConditionalOnProperty(name = "postrider.delivery-log.writer", matchIfMissing = true)
    HealthIndicator brokerHealthIndicator(StageWatch logWatch) {
        return () -> logWatch.isAnswered()
                ? Health.up().build()
                : Health.down().withDetail("reason", "it does not answer").build();
    }

    private static List<String> read(Topics topics, KafkaSettings kafka) {
        List<String> read = new ArrayList<>(List.of(topics.events(), topics.eventsRejected(), topics.attempts()));
        read.addAll(kafka.eventSources().topics());
        return read;
    }
}
