package dev.postrider.api.deliverylog;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Tells listeners what happens to deliveries as it happens. One consumer of all partitions of {@code attempts} serves all listeners of
 * this process, on a thread that is there only while somebody listens. One who resumes takes it back to where he was; the others, who
 * have that already, go on when it has come up to them again.
 */
final class Tails implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Tails.class);
    private static final int OF_ONE = 10;
    private static final int OF_ALL = 100;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final String NO_KAFKA = "Kafka does not answer; listen again";

    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<Listening> listeners = new ArrayList<>();
    private final Queue<Tail> joining = new ConcurrentLinkedQueue<>();
    private boolean running;
    private boolean stopped;

    private record Listening(OrganizationId organization, Tail tail) {}

    /**
     * @param consumers gives consumers without a group, closed here
     */
    Tails(String topic, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.consumers = consumers;
    }

    /**
     * Begins to tell a listener.
     *
     * @throws dev.postrider.api.web.ProblemException 503 where too many listen
     */
    synchronized void join(OrganizationId organization, Tail tail) {
        long own = listeners.stream()
                .filter(one -> one.organization().equals(organization))
                .count();
        if (stopped || own >= OF_ONE || listeners.size() >= OF_ALL) {
            throw Problem.unavailable("Your organization listens " + OF_ONE + " times already, or everybody together "
                            + OF_ALL + " times; end one of them first.")
                    .toException();
        }
        listeners.add(new Listening(organization, tail));
        joining.add(tail);
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("tails").start(this::run);
        }
    }

    synchronized void leave(Tail tail) {
        listeners.removeIf(one -> one.tail().equals(tail));
    }

    private synchronized List<Tail> present() {
        listeners.removeIf(one -> one.tail().isEnded());
        return listeners.stream().map(Listening::tail).toList();
    }

    /** Whether to go on; if not, the next listener starts another thread. */
    private synchronized boolean goesOn() {
        running = !stopped && !listeners.isEmpty();
        return running;
    }

    private void run() {
        do {
            try {
                Consumer<byte[], byte[]> consumer = consumers.get();
                try {
                    follow(consumer);
                } finally {
                    consumer.close(CloseOptions.timeout(ANSWER));
                }
            } catch (RuntimeException e) {
                LOG.warn("Tails are ended: {}", e.toString());
                present().forEach(tail -> tail.end(NO_KAFKA));
                joining.clear();
                present();
            }
        } while (goesOn());
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        List<Tail> told = new ArrayList<>();
        long beaten = System.nanoTime();
        while (true) {
            admit(consumer, partitions, told);
            told.retainAll(present());
            if (told.isEmpty() && joining.isEmpty()) {
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                tell(record, told);
            }
            if (System.nanoTime() - beaten > BEAT.toNanos()) {
                beaten = System.nanoTime();
                told.forEach(Tail::beat);
            }
        }
    }

    private void admit(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, List<Tail> told) {
        if (joining.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, ANSWER);
        for (Tail tail = joining.poll(); tail != null; tail = joining.poll()) {
            tail.begin(beginnings, ends);
            for (TopicPartition partition : partitions) {
                long next = tail.next(partition.partition());
                if (next < consumer.position(partition, ANSWER)) {
                    consumer.seek(partition, next);
                }
            }
            told.add(tail);
        }
    }

    private static void tell(ConsumerRecord<byte[], byte[]> record, List<Tail> told) {
        if (FanOutRoundCodec.isRound(record)) {
            return;
        }
        try {
            LogRecord happened = LogCodec.decode(record);
            DeliveryRow row = DeliveryRow.of(happened);
            told.forEach(tail -> tail.take(record.partition(), record.offset(), happened, row));
        } catch (UnreadableRecordException e) {
            // The log writer complains of it.
            LOG.debug("Tails leave out a record", e);
        }
    }

    private synchronized List<Tail> stop() {
        stopped = true;
        return listeners.stream().map(Listening::tail).toList();
    }

    /** Without the lock: a listener that ends leaves, in whichever thread that is. */
    @Override
    public void destroy() {
        stop().forEach(tail -> tail.end("the service stops; listen again"));
    }
}
