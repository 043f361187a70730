package dev.postrider.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes from obligation topics what their groups have committed, from time to time. What was never committed stays however old
 * it is. Several replicas may do it at once: deleting twice deletes nothing more.
 */
public final class ObligationTrimmer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObligationTrimmer.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Admin admin;
    private final Map<String, String> groups;
    private final Supplier<Map<TopicPartition, Long>> done;
    private final Duration interval;
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("trimmer").daemon().factory());
    private boolean refused;

    /**
     * @param admin closed with this trimmer
     * @param groups for each topic the one group whose committed offsets say what is done
     */
    public ObligationTrimmer(Admin admin, Map<String, String> groups, Duration interval) {
        this(admin, groups, Map::of, interval);
    }

    /**
     * @param admin closed with this trimmer
     * @param groups for each topic the one group whose committed offsets say what is done
     * @param done what is done of partitions that no group reads: the offsets below which nothing is needed; asked on this
     *     trimmer's thread
     */
    public ObligationTrimmer(
            Admin admin, Map<String, String> groups, Supplier<Map<TopicPartition, Long>> done, Duration interval) {
        this.admin = admin;
        this.groups = Map.copyOf(groups);
        this.done = done;
        this.interval = interval;
    }

    public void start() {
        long period = interval.toMillis();
        var _ = timer.scheduleWithFixedDelay(this::trimAll, period, period, TimeUnit.MILLISECONDS);
    }

    private void trimAll() {
        trim();
        trimDone();
    }

    /** Trims each topic once. */
    void trim() {
        groups.forEach((topic, group) -> {
            if (refused || Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                Map<TopicPartition, RecordsToDelete> done = done(topic, group);
                if (!done.isEmpty()) {
                    admin.deleteRecords(done).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                // Also what nobody expects: an exception would end the schedule, and the topics would grow unnoticed.
                explain(topic, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Trims what no group reads. */
    void trimDone() {
        Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
        done.get().forEach((partition, offset) -> below.put(partition, RecordsToDelete.beforeOffset(offset)));
        if (refused || below.isEmpty() || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            admin.deleteRecords(below).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            explain(below.keySet().iterator().next().topic(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<TopicPartition, RecordsToDelete> done(String topic, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, RecordsToDelete> done = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                        done.put(partition, RecordsToDelete.beforeOffset(offset.offset()));
                    }
                });
        return done;
    }

    private void explain(String topic, Exception e) {
        if (e.getCause() instanceof AuthorizationException) {
            refused = true;
            LOG.warn("The broker does not let this service delete what is done from {}; it goes by age", topic);
        } else {
            LOG.atWarn().setCause(e).log("What is done could not be deleted from {}; trying again later", topic);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(2));
    }
}
