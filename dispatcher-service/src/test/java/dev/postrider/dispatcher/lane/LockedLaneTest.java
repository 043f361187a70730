package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What waited for something else before its webhook's secrets could not be read, and has grown old meanwhile. */
class LockedLaneTest {
    private static final int DELIVERIES = 8;
    private static final int STEPS = 40;
    private static final Duration LONG = Duration.ofDays(8);

    private final Webhook webhook = Samples.webhook(0, false);
    private final LaneKey lane = new LaneKey(webhook.id(), null);
    private final SimulatedPartition partition =
            new SimulatedPartition(Samples.settings(4, 12, 8), Map.of(lane, webhook), new Random(1));

    @Test
    void isSentWhenTheyCanBeReadAgain() {
        shelveAs(HeldReason.PAUSED);
        partition.held = HeldReason.SECRET_UNREADABLE;
        pass(LONG);
        assertThat(partition.ends).isEmpty();

        partition.held = null;
        pass(Duration.ZERO);

        assertAllDelivered();
    }

    @Test
    void isSentByTheNextOwnerWhoCanReadThem() {
        shelveAs(HeldReason.PAUSED);
        partition.held = HeldReason.SECRET_UNREADABLE;
        pass(LONG);
        assertThat(Objects.requireNonNull(partition.records.get(lane)).reason())
                .isEqualTo(HeldReason.SECRET_UNREADABLE);

        partition.crash();
        partition.held = null;
        pass(Duration.ZERO);

        assertAllDelivered();
    }

    @Test
    void isGivenUpWhereOnlyTheOtherReasonKeptItWaiting() {
        shelveAs(HeldReason.PAUSED);

        pass(LONG);

        assertThat(partition.sent).isEmpty();
        assertThat(partition.ends)
                .hasSize(DELIVERIES)
                .allSatisfy((_, end) -> assertThat(end).contains("EXPIRED"));
    }

    private void shelveAs(HeldReason reason) {
        partition.held = reason;
        for (int i = 0; i < DELIVERIES; i++) {
            partition.publish(Samples.delivery(0, i, null));
        }
        pass(Duration.ofSeconds(1));
        assertThat(partition.shelf)
                .hasSize(DELIVERIES)
                .allSatisfy(delivery -> assertThat(
                                Objects.requireNonNull(delivery.hold()).reason())
                        .isEqualTo(reason));
    }

    /** Lets everything take its course before, and after so much time. */
    private void pass(Duration time) {
        goOn();
        partition.nanos += time.toNanos();
        goOn();
    }

    private void goOn() {
        for (int i = 0; i < STEPS; i++) {
            partition.receive();
            partition.start(16);
            partition.answerBroker();
            partition.answerEndpoint(100);
            partition.nanos += Duration.ofMillis(50).toNanos();
        }
    }

    private void assertAllDelivered() {
        assertThat(partition.sent).extracting(Samples::number).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(partition.ends)
                .hasSize(DELIVERIES)
                .allSatisfy((_, end) -> assertThat(end).isEqualTo("delivered"));
    }
}
