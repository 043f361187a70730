package dev.postrider.api.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of jobs, {@code postrider.jobs.*}.
 *
 * @param runner whether this replica runs jobs
 * @param defaultRate deliveries or events per second of a job that asks for no rate
 * @param maxRate the most that one may ask for
 * @param pageSize the most deliveries or events that are seen to at once, and repeated after a crash
 * @param atOnce redrives and replays that one replica runs at once, and as many cancellations
 * @param maxRunning jobs of one organization that may run at once
 * @param lease after which another replica takes over the job of one that is silent
 * @param pollInterval how often a replica looks for jobs that nobody runs
 * @param retention how long finished jobs are kept
 */
@ConfigurationProperties("postrider.jobs")
record JobProperties(
        @DefaultValue("true") boolean runner,
        @DefaultValue("100") int defaultRate,
        @DefaultValue("1000") int maxRate,
        @DefaultValue("50") int pageSize,
        @DefaultValue("8") int atOnce,
        @DefaultValue("4") int maxRunning,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("30d") Duration retention) {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

    JobProperties {
        require(maxRate >= 1, "max-rate", "must be at least 1");
        require(defaultRate >= 1 && defaultRate <= maxRate, "default-rate", "must be 1 to max-rate");
        require(pageSize >= 1 && pageSize <= 500, "page-size", "must be 1 to 500");
        require(atOnce >= 1 && atOnce <= 100, "at-once", "must be 1 to 100");
        require(maxRunning >= 1, "max-running", "must be at least 1");
        require(lease.compareTo(SHORTEST_LEASE) >= 0, "lease", "must be at least 10s");
        require(pollInterval.isPositive(), "poll-interval", "must be more than 0");
        require(retention.compareTo(SHORTEST_RETENTION) >= 0, "retention", "must be at least 1h");
    }

    private static void require(boolean holds, String name, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.jobs." + name + " " + message);
        }
    }
}
