package dev.postrider.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final RefusingProducer producer = new RefusingProducer();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean impatient;
    private final SendWindow window = new SendWindow(
            producer,
            new FanOutSettings(10, 5, Duration.ofDays(30), 3, Duration.ofSeconds(1), Duration.ofMillis(10), false),
            this::goOn);

    @Test
    void nothingFollowsARecordBeforeTheProducerHasTakenIt() throws Exception {
        producer.refuse(new TimeoutException("no metadata"), new TimeoutException("no room"));

        window.send(record("a"));
        window.send(record("b"));

        assertThat(producer.calls()).containsExactly("a", "a", "a", "b");
        assertThat(producer.taken()).containsExactly("a", "b");
    }

    @Test
    void itEndsWhenAllIsAcknowledged() throws Exception {
        window.send(record("a"));
        window.send(record("b"));
        producer.completeNext();
        producer.completeNext();

        window.await();

        assertThat(asked).hasValue(0);
    }

    @Test
    void aFullWindowWaitsForItsOldestRecordOnly() throws Exception {
        window.send(record("a"));
        window.send(record("b"));
        window.send(record("c"));
        producer.completeNext();

        window.send(record("d"));

        assertThat(producer.taken()).containsExactly("a", "b", "c", "d");
    }

    /** What followed it may stand on the topic: only a repeat from the beginning brings each behind what precedes it. */
    @Test
    void theSliceIsRepeatedIfTheProducerGivesUpOnARecord() throws Exception {
        window.send(record("a"));
        window.send(record("b"));

        producer.errorNext(new NotEnoughReplicasException());
        producer.completeNext();

        assertThatThrownBy(window::await).isInstanceOf(FanOutException.class);
        assertThat(producer.taken()).containsExactly("a", "b");
    }

    @Test
    void whatTheBrokerDeniesFailsTheSlice() {
        producer.refuse(new TopicAuthorizationException("topic"));

        assertThatThrownBy(() -> window.send(record("a"))).isInstanceOf(FanOutException.class);
        assertThat(producer.calls()).containsExactly("a");
    }

    @Test
    void whoWaitsMayLosePatience() throws Exception {
        window.send(record("a"));
        impatient = true;

        assertThatThrownBy(window::await).hasMessageContaining("impatient");
        assertThat(asked).hasValue(1);
    }

    private void goOn(Duration waited) {
        asked.incrementAndGet();
        if (impatient) {
            throw new FanOutException("impatient after " + waited);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("topic", value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    /** Refuses as many records as it was told to before they get in, as a producer without metadata or room does. */
    private static final class RefusingProducer extends MockProducer<byte[], byte[]> {
        private final Queue<RuntimeException> refusals = new ArrayDeque<>();
        private final Queue<String> calls = new ArrayDeque<>();

        RefusingProducer() {
            super(false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        }

        void refuse(RuntimeException... next) {
            refusals.addAll(List.of(next));
        }

        Queue<String> calls() {
            return calls;
        }

        List<String> taken() {
            return history().stream().map(SendWindowTest::text).toList();
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            calls.add(text(record));
            RuntimeException refusal = refusals.poll();
            return refusal == null ? super.send(record) : CompletableFuture.failedFuture(refusal);
        }
    }
}
