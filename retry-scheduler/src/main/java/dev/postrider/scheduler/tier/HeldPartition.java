package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is held of one partition, in its order, and how far it may be committed. Only the head's waiting counts: what stands
 * behind it leaves after it, so that one offset tells what is done. Pure; used by one thread.
 */
final class HeldPartition {
    private final Deque<Held> held = new ArrayDeque<>();
    /** Offsets behind the head that were acknowledged while one before them was not. */
    private final Set<Long> acknowledged = new HashSet<>();

    private final Duration tier;
    private final KnownAges ages;
    private long committable = -1;
    private long committed = -1;

    /**
     * @param tier that anything waits at most
     */
    HeldPartition(Duration tier) {
        this.tier = tier;
        this.ages = new KnownAges(tier);
    }

    /** The partition ended at this offset. */
    void ended(long offset, long nanos) {
        ages.ended(offset, nanos);
    }

    /** Holds these, which follow what is held. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, long nanos) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            held.add(Held.of(record, tier, ages.since(record.offset(), nanos)));
        }
        if (!records.isEmpty()) {
            ages.passed(records.getLast().offset() + 1, nanos);
        }
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int size() {
        return held.size();
    }

    /** How long until something is due; nothing if nothing is held. */
    Optional<Duration> untilDue(Moment now) {
        return Optional.ofNullable(held.peekFirst()).map(head -> head.remaining(now));
    }

    /** From the head on, everything whose waiting is over and that is not acknowledged yet. */
    List<Held> due(Moment now) {
        List<Held> due = new ArrayList<>();
        for (Held next : held) {
            if (!next.remaining(now).isZero()) {
                break;
            }
            if (!acknowledged.contains(next.record().offset())) {
                due.add(next);
            }
        }
        return due;
    }

    /** These are safe elsewhere: what is acknowledged from the head on is let go and may be committed. */
    void acknowledge(Collection<Held> safe) {
        safe.forEach(each -> acknowledged.add(each.record().offset()));
        Held head = held.peekFirst();
        while (head != null && acknowledged.remove(head.record().offset())) {
            held.removeFirst();
            committable = head.record().offset() + 1;
            head = held.peekFirst();
        }
    }

    /** The offset to commit; nothing if the last one still holds. */
    OptionalLong uncommitted() {
        return committable > committed ? OptionalLong.of(committable) : OptionalLong.empty();
    }

    void committed(long offset) {
        committed = offset;
    }
}
