package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.RetryTier;
import dev.postrider.kafka.FirstStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** Reads one tier with one consumer: holds, hands back, commits. Used by one thread, which may give it up at any time. */
final class TierReader implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(TierReader.class);
    /** While something is held, so that a clock that is set forth is noticed. */
    private static final Duration HOLDING_POLL = Duration.ofMillis(100);

    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    private static final Duration SHORTEST_ENDS_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ENDS_TIMEOUT = Duration.ofMillis(200);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    /** After a failure to hand back, while the records stay and polling goes on. */
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final RetryTier tier;
    private final Consumer<byte[], byte[]> consumer;
    private final HandBack handBack;
    private final SlewedClock clock;
    private final DataSize maxHeldBytes;
    private final Map<TopicPartition, HeldPartition> partitions = new HashMap<>();
    private final Duration endsInterval;
    private long notBeforeNanos = System.nanoTime();
    private long lookAtEndsNanos = System.nanoTime();

    /**
     * @param maxHeldBytes of one partition; what was polled beyond them is let go and polled again later
     */
    TierReader(
            RetryTier tier,
            Consumer<byte[], byte[]> consumer,
            HandBack handBack,
            SlewedClock clock,
            DataSize maxHeldBytes) {
        this.tier = tier;
        this.consumer = consumer;
        this.handBack = handBack;
        this.clock = clock;
        this.maxHeldBytes = maxHeldBytes;
        Duration spacing = KnownAges.spacing(tier.delay());
        this.endsInterval = spacing.compareTo(SHORTEST_ENDS_INTERVAL) > 0 ? spacing : SHORTEST_ENDS_INTERVAL;
    }

    /**
     * Polls, at most half a second long, and does what has become due.
     *
     * @throws KafkaException if the consumer has failed; nothing that it held was committed without being safe elsewhere
     */
    void round() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(pollTimeout());
        while (!polled.isEmpty()) {
            hold(polled);
            // What lies ready of other partitions goes with it: one hand-over and one commit for all. Ends because what
            // came is paused.
            polled = consumer.poll(Duration.ZERO);
        }
        lookAtEnds();
        if (System.nanoTime() - notBeforeNanos >= 0) {
            handBackDue();
        }
        commit(partitions.keySet());
        resumeEmpty();
    }

    private Duration pollTimeout() {
        Moment now = clock.moment();
        Duration timeout = partitions.values().stream().allMatch(HeldPartition::isEmpty) ? IDLE_POLL : HOLDING_POLL;
        for (HeldPartition partition : partitions.values()) {
            Duration untilDue = partition.untilDue(now).orElse(timeout);
            timeout = untilDue.compareTo(timeout) < 0 ? untilDue : timeout;
        }
        long backOff = notBeforeNanos - System.nanoTime();
        return backOff > 0 ? HOLDING_POLL : timeout;
    }

    private void hold(ConsumerRecords<byte[], byte[]> polled) {
        long now = clock.moment().nanos();
        for (TopicPartition partition : polled.partitions()) {
            HeldPartition of = partitions.computeIfAbsent(partition, _ -> new HeldPartition(tier.delay()));
            consumer.currentLag(partition).ifPresent(lag -> of.ended(consumer.position(partition) + lag, now));
            List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
            long room = maxHeldBytes.toBytes();
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                room -= size(record);
                if (room < 0 && !taken.isEmpty()) {
                    consumer.seek(partition, record.offset());
                    break;
                }
                taken.add(record);
            }
            of.take(taken, now);
        }
        consumer.pause(polled.partitions());
    }

    /** What is paused is not fetched, and tells nothing of its end by itself. */
    private void lookAtEnds() {
        long now = System.nanoTime();
        if (now - lookAtEndsNanos < 0 || consumer.paused().isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.paused(), ENDS_TIMEOUT);
            // Afterwards: nothing may be thought older than it is.
            long seen = clock.moment().nanos();
            ends.forEach((partition, end) -> {
                HeldPartition of = partitions.get(partition);
                if (of != null) {
                    of.ended(end, seen);
                }
            });
        } catch (KafkaException e) {
            log.debug("Tier {} does not know its ends; they only bound what other clocks can do", tier.name(), e);
        }
        // From now: a broker that does not answer must not hold the tier up over and over.
        lookAtEndsNanos = System.nanoTime() + endsInterval.toNanos();
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0L, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
    }

    private void handBackDue() {
        Moment now = clock.moment();
        Map<HeldPartition, List<Held>> dueOf = new HashMap<>();
        List<Held> due = new ArrayList<>();
        for (HeldPartition partition : partitions.values()) {
            List<Held> some = partition.due(now);
            dueOf.put(partition, some);
            due.addAll(some);
        }
        if (due.isEmpty()) {
            return;
        }
        Set<Held> acknowledged = Collections.newSetFromMap(new IdentityHashMap<>(2 * due.size()));
        acknowledged.addAll(handBack.send(tier.name(), due));
        dueOf.forEach((partition, some) -> partition.acknowledge(
                some.stream().filter(acknowledged::contains).toList()));
        if (acknowledged.size() < due.size()) {
            notBeforeNanos = System.nanoTime() + BACK_OFF.toNanos();
        }
    }

    private void commit(Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            HeldPartition held = partitions.get(partition);
            if (held != null) {
                held.uncommitted().ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, COMMIT_TIMEOUT);
            offsets.forEach((partition, offset) -> {
                HeldPartition held = partitions.get(partition);
                if (held != null) {
                    held.committed(offset.offset());
                }
            });
        } catch (RebalanceInProgressException e) {
            log.debug("Tier {} commits once the rebalance is over", tier.name());
        } catch (KafkaException e) {
            // The offsets stay uncommitted and go with the next round; if the partitions are lost, what was handed back
            // is handed back once more by their next owner, with the same identity.
            log.warn("Tier {} could not commit and tries again", tier.name(), e);
        }
    }

    private void resumeEmpty() {
        List<TopicPartition> empty = consumer.paused().stream()
                .filter(partition -> {
                    HeldPartition held = partitions.get(partition);
                    return held == null || held.isEmpty();
                })
                .toList();
        if (!empty.isEmpty()) {
            consumer.resume(empty);
        }
    }

    /** Commits what is safe; what is still held is read again by whoever comes next. */
    void finish() {
        commit(partitions.keySet());
    }

    /** Records that are held now. */
    int held() {
        return partitions.values().stream().mapToInt(HeldPartition::size).sum();
    }

    /** A partition that this group has never committed begins at its beginning; any other goes on where it was. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        var _ = FirstStart.seek(consumer, assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        commit(revoked);
        partitions.keySet().removeAll(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        partitions.keySet().removeAll(lost);
    }
}
