package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    private static final WebhookId A = new WebhookId(new UUID(0, 1));
    private static final WebhookId B = new WebhookId(new UUID(0, 2));

    private final Lanes lanes = new Lanes(4, 2, 3);
    private final List<Long> started = new ArrayList<>();

    @Test
    void aLaneStartsNoMoreThanItsConcurrency() {
        offer(A, 1, 2, 3);

        start();

        assertThat(started).containsExactly(1L, 2L);
    }

    @Test
    void theProcessStartsNoMoreThanItsLimit() {
        offer(A, 1, 2);
        offer(B, 3, 4);

        start();

        assertThat(started).hasSize(3);
        assertThat(lanes.inFlight()).isEqualTo(3);
    }

    @Test
    void startsGoRoundTheLanes() {
        offer(A, 1, 2);
        offer(B, 3, 4);

        start();

        assertThat(started).containsExactly(1L, 3L, 2L);
    }

    @Test
    void aReleaseLetsTheNextStart() {
        offer(A, 1, 2, 3);
        start();

        lanes.release(A);
        start();

        assertThat(started).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aFullQueueTakesNoMore() {
        offer(A, 1, 2, 3, 4);

        assertThat(lanes.offer(admitted(A, 5))).isFalse();
        assertThat(lanes.offer(admitted(B, 6))).isTrue();
    }

    @Test
    void idleLanesAreDropped() {
        offer(A, 1);
        start();
        assertThat(lanes.active()).isEqualTo(1);

        lanes.release(A);

        assertThat(lanes.active()).isZero();
        assertThatThrownBy(() -> lanes.release(A)).hasMessageContaining("no lane");
    }

    @Test
    void droppedDeliveriesAreNotStartedAndThoseInFlightStayCounted() {
        offer(A, 1, 2, 3);
        start();

        lanes.drop(admitted -> true);
        lanes.release(A);
        start();

        assertThat(started).containsExactly(1L, 2L);
        assertThat(lanes.inFlight()).isEqualTo(1);
    }

    private void offer(WebhookId webhook, long... offsets) {
        for (long offset : offsets) {
            assertThat(lanes.offer(admitted(webhook, offset))).isTrue();
        }
    }

    private void start() {
        lanes.startReady(admitted -> started.add(admitted.offset()));
    }

    private static Admitted admitted(WebhookId webhook, long offset) {
        EventId event = new EventId("e" + offset);
        return new Admitted(
                PARTITION,
                1,
                offset,
                new Delivery(
                        DeliveryId.of(Instant.EPOCH, OrganizationId.DEFAULT, event, webhook),
                        webhook,
                        OrganizationId.DEFAULT,
                        event,
                        new EventType("a"),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        1,
                        Instant.EPOCH,
                        1,
                        Trigger.EVENT,
                        0,
                        null,
                        0,
                        null,
                        "application/json",
                        new byte[0]));
    }
}
