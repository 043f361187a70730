package dev.postrider.kafka;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** All topics of the system with their partitions and configuration, as {@code docs/reference/records.md} names them. */
public final class TopicCatalogue {
    /** How long obligation topics are kept where they cannot be trimmed: longer than the longest wait. */
    private static final Duration OBLIGATION = Duration.ofDays(35);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    /** How long controls are kept: longer than anything waits that one may be about. */
    public static final Duration CONTROLS_KEPT = Duration.ofDays(31);

    /** The largest record or request that services write, and that the topics take. */
    static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private TopicCatalogue() {}

    /**
     * Every topic that the services use, the retry tiers of the ladder included.
     *
     * @param sources the names of further topics of events, besides the one that speaks for everyone
     */
    public static List<TopicSpec> of(
            Topics topics, Collection<String> sources, RetryLadder ladder, TopicSettings settings) {
        int shared = settings.partitionsOrDefault();
        int events = settings.eventPartitionsOrDefault();
        Map<String, String> appendTime = Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        List<TopicSpec> specs = new ArrayList<>();
        specs.add(kept(topics.events(), events, WEEK, appendTime, settings));
        sources.forEach(source -> specs.add(kept(source, events, WEEK, appendTime, settings)));
        specs.add(kept(topics.eventsInternal(), events, OBLIGATION, appendTime, settings));
        specs.add(kept(topics.eventsRejected(), events, WEEK, Map.of(), settings));
        specs.add(compacted(topics.webhooks(), 1, settings));
        specs.add(kept(topics.deliveries(), shared, OBLIGATION, Map.of(), settings));
        ladder.tiers()
                .forEach(tier -> specs.add(
                        kept(topics.retry(tier), settings.retryPartitionsOrDefault(), OBLIGATION, Map.of(), settings)));
        specs.add(kept(topics.shelf(), shared, OBLIGATION, Map.of(), settings));
        specs.add(compacted(topics.lanes(), shared, settings));
        specs.add(kept(topics.controls(), shared, CONTROLS_KEPT, Map.of(), settings));
        specs.add(kept(topics.deadLetter(), shared, MONTH, Map.of(), settings));
        specs.add(kept(topics.attempts(), shared, WEEK, Map.of(), settings));
        return specs;
    }

    private static TopicSpec kept(
            String name, int partitions, Duration retention, Map<String, String> required, TopicSettings settings) {
        Map<String, String> config = base(settings);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        config.putAll(required);
        Map<String, String> demanded = new HashMap<>(required);
        demanded.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        return new TopicSpec(name, partitions, config, demanded);
    }

    private static TopicSpec compacted(String name, int partitions, TopicSettings settings) {
        Map<String, String> config = base(settings);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        // Short segments, so that what is replaced, old secrets among it, goes soon.
        config.put(
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()));
        config.put(
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                Long.toString(Duration.ofDays(1).toMillis()));
        return new TopicSpec(
                name,
                partitions,
                config,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private static Map<String, String> base(TopicSettings settings) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES));
        if (settings.replicationOrDefault() > 1) {
            config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        return config;
    }
}
