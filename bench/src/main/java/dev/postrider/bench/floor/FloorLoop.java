package dev.postrider.bench.floor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Consumes, has posted, and commits what is complete, batch by batch. */
final class FloorLoop {
    /** Enough that no event loop waits for the consumer. */
    private static final int MAX_OUTSTANDING = 4 * Poster.IN_FLIGHT;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final Duration FULL = Duration.ofNanos(500_000);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Poster poster;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private long committedNanos = System.nanoTime();

    FloorLoop(KafkaConsumer<byte[], byte[]> consumer, Poster poster) {
        this.consumer = consumer;
        this.poster = poster;
    }

    /** Runs until the process ends. */
    void run(String topic) {
        consumer.subscribe(List.of(topic));
        while (true) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                Batch batch = new Batch(records.count(), outstanding, records.nextOffsets());
                batches.add(batch);
                outstanding.addAndGet(records.count());
                List<Job> jobs = new ArrayList<>(records.count());
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    jobs.add(Job.of(record, batch));
                }
                poster.post(jobs);
            }
            while (outstanding.get() > MAX_OUTSTANDING) {
                LockSupport.parkNanos(FULL.toNanos());
            }
            commitIfDue();
        }
    }

    private void commitIfDue() {
        long now = System.nanoTime();
        if (now - committedNanos < COMMIT_INTERVAL.toNanos()) {
            return;
        }
        committedNanos = now;
        Batch last = null;
        for (Batch head = batches.peek(); head != null && head.isComplete(); head = batches.peek()) {
            last = batches.remove();
        }
        if (last != null) {
            consumer.commitAsync(last.next(), null);
        }
    }
}
