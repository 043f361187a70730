package dev.postrider.kafka;

import org.jspecify.annotations.Nullable;

/**
 * How missing topics are made, and what existing ones are checked against.
 *
 * @param create whether missing topics are made; where not, a missing one stops the service; true
 * @param partitions of {@code deliveries}, {@code attempts} and the others that a webhook's records share; 24
 * @param eventPartitions of {@code events} and its neighbours; 24
 * @param retryPartitions of each retry tier; 6
 * @param replication copies of each partition; 3
 */
public record TopicSettings(
        @Nullable Boolean create,
        @Nullable Integer partitions,
        @Nullable Integer eventPartitions,
        @Nullable Integer retryPartitions,
        @Nullable Integer replication) {
    public static final TopicSettings DEFAULT = new TopicSettings(null, null, null, null, null);

    /** For one embedded broker. */
    public static final TopicSettings EMBEDDED = new TopicSettings(true, 3, 3, 3, 1);

    TopicSettings made() {
        return new TopicSettings(true, partitions, eventPartitions, retryPartitions, replication);
    }

    boolean createOrDefault() {
        return create == null || create;
    }

    int partitionsOrDefault() {
        return orDefault(partitions, 24);
    }

    int eventPartitionsOrDefault() {
        return orDefault(eventPartitions, 24);
    }

    int retryPartitionsOrDefault() {
        return orDefault(retryPartitions, 6);
    }

    short replicationOrDefault() {
        return (short) orDefault(replication, 3);
    }

    private static int orDefault(@Nullable Integer value, int fallback) {
        return value == null ? fallback : value;
    }
}
