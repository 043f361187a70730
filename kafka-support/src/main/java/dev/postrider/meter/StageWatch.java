package dev.postrider.meter;

import dev.postrider.common.metric.Metric;
import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at intervals how far stages are behind: what their groups have committed, where their topics end, and how old the first record
 * between is. It asks the broker and not the stages, so it tells of one that hangs, and of partitions that nobody has. What it tells is
 * the whole group's, whichever replica tells it. While the broker does not answer the counts stay as they were, and ages go on.
 */
public final class StageWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageWatch.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** A look that takes its time is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;
    private final OldestRecords oldest;
    private final Map<Stage, StageState> stages = new LinkedHashMap<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("stage-watch").daemon().factory());
    private final Duration interval;
    private Set<TopicPartition> partitions = Set.of();
    private boolean complained;
    /** When the broker last answered a look; before the first one, when this was made. */
    private volatile long answeredNanos = System.nanoTime();

    /**
     * @param watched no topic is in two of them
     */
    public StageWatch(
            KafkaClients clients, List<Stage> watched, Duration interval, Meters meters, InstantSource clock) {
        this.admin = clients.admin();
        this.oldest = new OldestRecords(clients);
        this.interval = interval;
        for (Stage stage : watched) {
            StageState state = new StageState();
            stages.put(stage, state);
            meters.gauge(Metric.STAGE_LAG, state::lag, stage.name());
            meters.gauge(Metric.STAGE_OLDEST, () -> state.oldestAge(clock.instant()), stage.name());
            double allowed = stage.waits().toMillis() / 1000.0;
            meters.gauge(
                    Metric.STAGE_OVERDUE, () -> Math.max(0, state.oldestAge(clock.instant()) - allowed), stage.name());
            meters.gauge(
                    Metric.STAGE_STALLED,
                    () -> stage.waitsOnPurpose() ? 0 : state.stalled(System.nanoTime()),
                    stage.name());
        }
    }

    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::lookOrComplain, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the broker answers: the last look that is over, and the one under way not for too long. It asks nobody. */
    public boolean isAnswered() {
        return System.nanoTime() - answeredNanos < interval.plus(PATIENCE).toNanos();
    }

    private void lookOrComplain() {
        try {
            look();
            answeredNanos = System.nanoTime();
            complained = false;
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // Also what nobody expects: an exception would end the schedule, and the gauges would stand still
            // unnoticed.
            if (!complained) {
                complained = true;
                LOG.atWarn().setCause(e).log("How far stages are behind is not known for now");
            }
        }
    }

    private void look() throws ExecutionException, InterruptedException, TimeoutException {
        if (partitions.isEmpty()) {
            partitions = partitionsOf(stages.keySet().stream()
                    .flatMap(stage -> stage.topics().stream())
                    .collect(Collectors.toSet()));
        }
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(
                        stages.keySet().stream()
                                .collect(Collectors.toMap(
                                        Stage::group, _ -> new ListConsumerGroupOffsetsSpec(), (one, _) -> one)))
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        // Asked after the groups: what was committed is never behind an end.
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> toRead = new HashMap<>();
        long now = System.nanoTime();
        for (Map.Entry<Stage, StageState> watched : stages.entrySet()) {
            Stage stage = watched.getKey();
            toRead.putAll(watched.getValue()
                    .look(places(stage, committed.getOrDefault(stage.group(), Map.of()), ends), now));
        }
        if (!toRead.isEmpty()) {
            OldestRecords.Found found = oldest.read(toRead, ends);
            stages.values().forEach(state -> state.found(found.times(), found.withoutRecord()));
        }
        stages.values().forEach(StageState::publish);
    }

    /** A partition that its group has never committed is read from its beginning. */
    private Map<TopicPartition, StageState.Place> places(
            Stage stage, Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<TopicPartition> own = partitions.stream()
                .filter(partition -> stage.topics().contains(partition.topic()))
                .collect(Collectors.toSet());
        Set<TopicPartition> fresh = own.stream()
                .filter(partition -> committed.get(partition) == null && ends.getOrDefault(partition, 0L) > 0)
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> beginnings = fresh.isEmpty() ? Map.of() : offsets(fresh, OffsetSpec.earliest());
        Map<TopicPartition, StageState.Place> places = new HashMap<>();
        for (TopicPartition partition : own) {
            OffsetAndMetadata offset = committed.get(partition);
            long next = offset == null ? beginnings.getOrDefault(partition, 0L) : offset.offset();
            places.put(partition, new StageState.Place(next, ends.getOrDefault(partition, next)));
        }
        return places;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> of, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(of.stream().collect(Collectors.toMap(partition -> partition, _ -> spec)))
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, result) -> offsets.put(partition, result.offset()));
        return offsets;
    }

    private Set<TopicPartition> partitionsOf(Set<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<TopicPartition> all = new HashSet<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((topic, description) -> {
                    for (TopicPartitionInfo partition : description.partitions()) {
                        all.add(new TopicPartition(topic, partition.partition()));
                    }
                });
        return all;
    }

    /** Ends the looks; a look under way is given up. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (timer.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                oldest.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.debug("The reader of the oldest records did not close cleanly", e);
        }
        admin.close(CLOSE_TIMEOUT);
    }
}
