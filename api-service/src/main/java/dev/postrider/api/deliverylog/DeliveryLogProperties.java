package dev.postrider.api.deliverylog;

import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.EventSources;
import dev.postrider.common.id.OrganizationId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the delivery log.
 *
 * @param writer whether this replica takes part in writing the log
 * @param group the consumer group that all replicas share, without the topics' prefix
 * @param batchRecords the most records in one transaction
 * @param writeTimeout how long one transaction may take
 * @param maxBackOff the longest pause between two tries while the database is down
 * @param retention how long deliveries and attempts are kept, to the day; records of older days are counted and skipped
 * @param eventRetention how long events are kept with their payloads, to the day; by default 90 days, or as long as deliveries
 * @param statisticsRetention how long the hours of statistics are kept, to the day
 * @param rejectedRetention how long rejected events are kept, to the day
 * @param daysAhead for how many days to come there are partitions
 * @param maintenanceInterval how often partitions are looked after
 * @param disableAfter so long a webhook fails before it is disabled, if its owner chose nothing
 * @param defaultOrganization owns events that name none; empty where fan-out rejects them. As fan-out has it
 * @param maxEventSize the largest event record. As fan-out has it
 */
@ConfigurationProperties("postrider.delivery-log")
record DeliveryLogProperties(
        @DefaultValue("true") boolean writer,
        @DefaultValue("log-writer") String group,
        @DefaultValue("2000") int batchRecords,
        @DefaultValue("30s") Duration writeTimeout,
        @DefaultValue("5s") Duration maxBackOff,
        @DefaultValue("30d") Duration retention,
        @Nullable Duration eventRetention,
        @DefaultValue("400d") Duration statisticsRetention,
        @DefaultValue("30d") Duration rejectedRetention,
        @DefaultValue("3") int daysAhead,
        @DefaultValue("1h") Duration maintenanceInterval,
        @DefaultValue("5d") Duration disableAfter,
        @DefaultValue("default") String defaultOrganization,
        @DefaultValue("256KB") DataSize maxEventSize) {

    private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);
    private static final Duration EVENTS_KEPT = Duration.ofDays(90);
    private static final Duration SHORTEST_FAILURE = Duration.ofMinutes(1);

    DeliveryLogProperties {
        require(!group.isBlank(), "group", "must name a consumer group");
        require(batchRecords >= 1 && batchRecords <= 10_000, "batch-records", "must be 1 to 10000");
        require(isPositive(writeTimeout), "write-timeout", "must be more than 0");
        // Longer waits would outlast max.poll.interval.ms and cost the writer its partitions.
        require(writeTimeout.compareTo(Duration.ofMinutes(2)) <= 0, "write-timeout", "must be at most 2m");
        require(isPositive(maxBackOff), "max-back-off", "must be more than 0");
        require(retention.compareTo(SHORTEST_RETENTION) >= 0, "retention", "must be at least 1d");
        require(
                eventRetention == null || eventRetention.compareTo(retention) >= 0,
                "event-retention",
                "must be at least retention");
        require(statisticsRetention.compareTo(SHORTEST_RETENTION) >= 0, "statistics-retention", "must be at least 1d");
        require(rejectedRetention.compareTo(SHORTEST_RETENTION) >= 0, "rejected-retention", "must be at least 1d");
        require(daysAhead >= 1 && daysAhead <= 30, "days-ahead", "must be 1 to 30");
        require(disableAfter.compareTo(SHORTEST_FAILURE) >= 0, "disable-after", "must be at least 1m");
        require(isPositive(maintenanceInterval), "maintenance-interval", "must be more than 0");
    }

    /** How long events are kept. */
    Duration eventsKept() {
        if (eventRetention != null) {
            return eventRetention;
        }
        return retention.compareTo(EVENTS_KEPT) > 0 ? retention : EVENTS_KEPT;
    }

    EventDecoder eventDecoder(EventSources sources) {
        return new EventDecoder(
                defaultOrganization.isEmpty() ? null : new OrganizationId(defaultOrganization),
                Math.toIntExact(maxEventSize.toBytes()),
                sources);
    }

    private static boolean isPositive(Duration duration) {
        return duration.isPositive();
    }

    private static void require(boolean holds, String name, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.delivery-log." + name + " " + message);
        }
    }
}
