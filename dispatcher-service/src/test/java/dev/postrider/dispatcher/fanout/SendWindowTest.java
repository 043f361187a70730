package dev.postrider.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final SendWindow window = new SendWindow(
            producer,
            new FanOutSettings(10, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(10)),
            stopping::get);

    @Test
    void onlyWhatWasRefusedIsSentAgain() throws Exception {
        window.send(record("a"));
        window.send(record("b"));
        window.send(record("c"));
        try (var thread = Executors.newSingleThreadExecutor()) {
            Future<?> waiting = thread.submit(() -> {
                window.await();
                return true;
            });
            producer.completeNext();
            producer.errorNext(new NotEnoughReplicasException());
            producer.completeNext();

            await().until(() -> producer.history().size() == 4);
            producer.completeNext();

            assertThat(waiting.get()).isEqualTo(true);
        }
        assertThat(producer.history())
                .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8))
                .containsExactly("a", "b", "c", "b");
    }

    @Test
    void whatTheBrokerWillNeverTakeFailsTheBatch() throws Exception {
        window.send(record("a"));

        producer.errorNext(new RecordTooLargeException());

        assertThatThrownBy(window::await).isInstanceOf(FanOutException.class);
    }

    @Test
    void aStopEndsTheTries() throws Exception {
        window.send(record("a"));
        stopping.set(true);

        producer.errorNext(new NotEnoughReplicasException());

        assertThatThrownBy(window::await).hasMessageContaining("stopped");
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("topic", value.getBytes(StandardCharsets.UTF_8));
    }
}
