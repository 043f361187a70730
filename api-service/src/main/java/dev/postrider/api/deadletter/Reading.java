package dev.postrider.api.deadletter;

import dev.postrider.api.deliverylog.Death;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * One reading of some places of a topic. All partitions are read side by side, each from place to place: records in between
 * are passed over where they are few, else jumped over.
 */
final class Reading {
    /** Records may be large, and a fetch is one round trip. */
    private static final int JUMP = 4;

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, NavigableMap<Long, DeliveryId>> wanted = new HashMap<>();
    private final Map<DeliveryId, Letter> found = new HashMap<>();

    Reading(Consumer<byte[], byte[]> consumer, String topic, Map<DeliveryId, Death> places) {
        this.consumer = consumer;
        places.forEach((delivery, death) -> wanted.computeIfAbsent(
                        new TopicPartition(topic, death.partition()), _ -> new TreeMap<>())
                .put(death.offset(), delivery));
    }

    /**
     * What stands at each place.
     *
     * @throws TimeoutException if the broker does not give all within that time
     */
    Map<DeliveryId, Letter> toTheEnd(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        consumer.assign(List.copyOf(wanted.keySet()));
        try {
            missOutside(deadline);
            consumer.assign(List.copyOf(wanted.keySet()));
            wanted.forEach((partition, places) -> consumer.seek(partition, places.firstKey()));
            while (!wanted.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new TimeoutException("not all dead letters were read in " + deadline);
                }
                step();
            }
        } finally {
            consumer.unsubscribe();
        }
        return found;
    }

    /** What the topic does not hold any more, and what stands behind its end because it was made anew. */
    private void missOutside(Duration deadline) {
        List<TopicPartition> partitions = List.copyOf(wanted.keySet());
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, deadline);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, deadline);
        for (TopicPartition partition : partitions) {
            NavigableMap<Long, DeliveryId> places = places(partition);
            miss(places.headMap(starts.getOrDefault(partition, Long.MAX_VALUE)));
            miss(places.tailMap(ends.getOrDefault(partition, 0L)));
            forgetIfDone(partition);
        }
    }

    private void step() {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                DeliveryId delivery = places(new TopicPartition(record.topic(), record.partition()))
                        .remove(record.offset());
                if (delivery != null) {
                    found.put(delivery, letter(delivery, record));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            // Retention went by since the start was asked for.
            e.offsetOutOfRangePartitions()
                    .forEach((partition, offset) -> miss(places(partition).headMap(offset, true)));
        }
        List.copyOf(wanted.keySet()).forEach(this::moveOn);
    }

    private void moveOn(TopicPartition partition) {
        NavigableMap<Long, DeliveryId> places = places(partition);
        long position = consumer.position(partition, POLL);
        // Passed, and nothing stood there: not a record, but the mark of a transaction.
        miss(places.headMap(position));
        forgetIfDone(partition);
        if (places.isEmpty()) {
            consumer.pause(List.of(partition));
        } else if (places.firstKey() > position + JUMP) {
            consumer.seek(partition, places.firstKey());
        }
    }

    private NavigableMap<Long, DeliveryId> places(TopicPartition partition) {
        return wanted.getOrDefault(partition, new TreeMap<>());
    }

    private void miss(Map<Long, DeliveryId> places) {
        places.values().forEach(delivery -> found.put(delivery, new Letter.Missing(Letter.Why.PAYLOAD_EXPIRED)));
        places.clear();
    }

    private void forgetIfDone(TopicPartition partition) {
        if (places(partition).isEmpty()) {
            wanted.remove(partition);
        }
    }

    private static Letter letter(DeliveryId id, ConsumerRecord<byte[], byte[]> record) {
        try {
            Delivery delivery = DeliveryCodec.decode(record);
            // Another one stands there where the topic was made anew.
            return delivery.id().equals(id)
                    ? new Letter.Kept(delivery)
                    : new Letter.Missing(Letter.Why.PAYLOAD_EXPIRED);
        } catch (UnreadableRecordException e) {
            return new Letter.Missing(Letter.Why.PAYLOAD_UNREADABLE);
        }
    }
}
