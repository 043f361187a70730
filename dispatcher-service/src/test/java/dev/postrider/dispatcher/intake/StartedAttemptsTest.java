package dev.postrider.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Admitted.Origin;
import dev.postrider.dispatcher.shelf.StartedAttempt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartedAttemptsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Delivery DELIVERY = delivery();

    private final StartedAttempts started = new StartedAttempts();

    @Test
    void anotherRecordOfAStartedAttemptIsACopyAndTheSameOneIsNot() {
        started.start(at(Origin.DELIVERIES, 7), false);
        assertThat(started.isCopy(at(Origin.DELIVERIES, 9))).isTrue();
        assertThat(started.isCopy(at(Origin.DELIVERIES, 7))).isFalse();
    }

    @Test
    void theNextAttemptIsNoCopy() {
        started.start(at(Origin.DELIVERIES, 7), false);
        Admitted next =
                new Admitted(Origin.DELIVERIES, new TopicPartition("deliveries", 0), 1, 9, DELIVERY.nextAttempt(), 0);
        assertThat(started.isCopy(next)).isFalse();
    }

    @Test
    void aCopyThatWentByTheShelfIsOneOfAnAttemptThatWasStartedHere() {
        started.start(at(Origin.DELIVERIES, 7), false);
        assertThat(started.isCopy(at(Origin.SHELF, 3))).isTrue();
    }

    @Test
    void theHeadOfAnOrderedLaneThatWasShelvedWhileItWasUnderWayIsNoCopy() {
        started.start(at(Origin.DELIVERIES, 7), true);
        assertThat(started.isCopy(at(Origin.SHELF, 3))).isFalse();
    }

    @Test
    void whatAnEarlierOwnerStartedMayHaveItsObligationOnTheShelf() {
        started.refill(List.of(new StartedAttempt(DELIVERY.id(), 1, 1, false, 7)));
        assertThat(started.isCopy(at(Origin.SHELF, 3))).isFalse();
        assertThat(started.isCopy(at(Origin.DELIVERIES, 9))).isTrue();
    }

    @Test
    void whatAnEarlierOwnerStartedAndThisOneMakesAgainSettlesHere() {
        started.refill(List.of(new StartedAttempt(DELIVERY.id(), 1, 1, false, 7)));
        started.start(at(Origin.DELIVERIES, 7), false);
        assertThat(started.isCopy(at(Origin.SHELF, 3))).isTrue();
        assertThat(started.isCopy(at(Origin.DELIVERIES, 7))).isFalse();
    }

    @Test
    void anotherRecordOnTheShelfIsACopyOfOneThatWasStartedFromThere() {
        started.refill(List.of(new StartedAttempt(DELIVERY.id(), 1, 1, true, 3)));
        assertThat(started.isCopy(at(Origin.SHELF, 4))).isTrue();
        assertThat(started.isCopy(at(Origin.SHELF, 3))).isFalse();
    }

    private static Admitted at(Origin origin, long offset) {
        String topic = origin == Origin.SHELF ? "shelf" : "deliveries";
        return new Admitted(origin, new TopicPartition(topic, 0), 1, offset, DELIVERY, 0);
    }

    private static Delivery delivery() {
        WebhookId webhook = new WebhookId(new UUID(1, 2));
        EventId event = new EventId("e");
        return new Delivery(
                DeliveryId.of(NOW, OrganizationId.DEFAULT, event, webhook),
                webhook,
                OrganizationId.DEFAULT,
                event,
                new EventType("order.created"),
                NOW,
                NOW,
                1,
                NOW,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                "application/json",
                new byte[0]);
    }
}
