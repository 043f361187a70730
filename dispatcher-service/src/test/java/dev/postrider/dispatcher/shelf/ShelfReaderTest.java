package dev.postrider.dispatcher.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import dev.postrider.dispatcher.lane.Samples;
import dev.postrider.dispatcher.lane.ShelfPage;
import dev.postrider.dispatcher.lane.ShelfRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one request brings. The bodies have one byte each. */
class ShelfReaderTest {
    private static final int ONE = 1;
    private static final int OTHER = 2;
    private static final int PLENTY = 1000;

    private final TopicPartition shelf = new TopicPartition(Topics.DEFAULT.shelf(), 0);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final BlockingQueue<ShelfPage> pages = new LinkedBlockingQueue<>();
    private final ShelfReader reader = new ShelfReader(
            consumer,
            shelf.topic(),
            (_, reason) -> {
                throw reason;
            },
            _ -> true,
            pages::add);
    private final Thread thread = Thread.ofPlatform().unstarted(reader);
    private long end;

    @BeforeEach
    void start() {
        consumer.assign(List.of(shelf));
        consumer.updateBeginningOffsets(Map.of(shelf, 0L));
    }

    @AfterEach
    void stop() throws InterruptedException {
        reader.stop();
        thread.join();
    }

    @Test
    void whatIsBeyondTheBytesStaysForTheNextRequest() throws InterruptedException {
        shelve(ONE, 6);

        ShelfPage first = page(0, PLENTY, 3);
        assertThat(offsets(first)).containsExactly(0L, 1L, 2L);
        assertThat(first.next()).containsEntry(lane(ONE), 3L);

        ShelfPage second = page(3, PLENTY, 100);
        assertThat(offsets(second)).containsExactly(3L, 4L, 5L);
        assertThat(second.next()).containsEntry(lane(ONE), 6L);
    }

    @Test
    void oneDeliveryComesHoweverLittleMemoryIsLeft() throws InterruptedException {
        shelve(ONE, 3);

        ShelfPage page = page(0, PLENTY, -5);

        assertThat(offsets(page)).containsExactly(0L);
        assertThat(page.next()).containsEntry(lane(ONE), 1L);
    }

    @Test
    void whatNobodyAskedForTakesNoBytes() throws InterruptedException {
        shelve(OTHER, 5);
        shelve(ONE, 2);

        assertThat(offsets(page(0, PLENTY, 2))).containsExactly(5L, 6L);
    }

    @Test
    void aLaneGetsNoMoreThanItHasRoomFor() throws InterruptedException {
        shelve(ONE, 4);

        ShelfPage page = page(0, 2, 100);

        assertThat(offsets(page)).containsExactly(0L, 1L);
        assertThat(page.next()).containsEntry(lane(ONE), 2L);
    }

    private ShelfPage page(long from, int room, long bytes) throws InterruptedException {
        if (!thread.isAlive()) {
            thread.start();
        }
        reader.accept(new ShelfRequest(
                new PartitionId(0, 1, 1), Map.of(lane(ONE), new ShelfRequest.Need(from, end, room)), bytes));
        await().until(() -> !pages.isEmpty());
        ShelfPage page = pages.poll(1, TimeUnit.SECONDS);
        assertThat(page).isNotNull();
        return page;
    }

    private static List<Long> offsets(ShelfPage page) {
        return page.deliveries().stream().map(Admitted::offset).toList();
    }

    private static LaneKey lane(int webhook) {
        return LaneKey.of(Samples.delivery(webhook, 0, null));
    }

    private void shelve(int webhook, int count) {
        for (int i = 0; i < count; i++) {
            Delivery delivery = Samples.delivery(webhook, i, null);
            ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(shelf.topic(), delivery);
            consumer.addRecord(new ConsumerRecord<>(
                    shelf.topic(),
                    0,
                    end++,
                    0,
                    TimestampType.CREATE_TIME,
                    record.key().length,
                    record.value().length,
                    record.key(),
                    record.value(),
                    record.headers(),
                    Optional.empty()));
        }
        consumer.updateEndOffsets(Map.of(shelf, end));
    }
}
