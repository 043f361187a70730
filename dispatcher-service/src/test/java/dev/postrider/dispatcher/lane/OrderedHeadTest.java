package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.common.wire.LaneRecord.Head;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The first delivery of an ordered lane that fails: when its partition is being taken away, and when it is cancelled. */
class OrderedHeadTest {
    private static final AttemptOutcome FAILURE = new AttemptOutcome.Responded(500, Map.of(), "", Duration.ofMillis(5));
    private static final int STEPS = 100;

    private final Webhook webhook = Samples.webhook(0, true);
    private final LaneKey lane = new LaneKey(webhook.id(), null);
    private final SimulatedPartition partition =
            new SimulatedPartition(Samples.settings(4, 12, 8), Map.of(lane, webhook), new Random(1));

    @Test
    void aHeadThatFailsWhileItsPartitionIsTakenAwayIsShelvedBeforeItGoes() {
        Admitted head = startFirstOf(1);
        partition.lanes().close(0);

        partition.answer(head, FAILURE);
        partition.answerBroker();

        assertThat(partition.lanes().isQuiet(0, partition.nanos)).isFalse();
        becomeQuiet();
        assertThat(partition.shelf)
                .extracting(Delivery::id)
                .containsExactly(head.delivery().id());
        assertThat(partition.completedDeliveries).containsExactly(0L);
        Head left = Objects.requireNonNull(record().head());
        assertThat(left.attempt()).isEqualTo(2);
    }

    @Test
    void theNextOwnerMakesItsSecondAttemptWhenThatIsDueAndThenGoesOn() {
        Admitted head = startFirstOf(3);
        partition.lanes().close(0);
        partition.answer(head, FAILURE);
        partition.answerBroker();
        becomeQuiet();
        partition.crash();
        pump();
        assertThat(partition.sent).hasSize(1);

        partition.nanos += Duration.ofMillis(50).toNanos();
        pump();

        Delivery again = partition.sent.getLast();
        assertThat(partition.sent).hasSize(2);
        assertThat(again.id()).isEqualTo(head.delivery().id());
        assertThat(again.attempt()).isEqualTo(2);
        for (int i = 0; i < STEPS; i++) {
            partition.answerEndpoint(100);
            pump();
        }
        assertThat(partition.sent).extracting(Samples::number).containsExactly(0, 0, 1, 2);
        assertThat(partition.ends).hasSize(3);
        assertThat(partition.completedDeliveries).hasSize(3);
    }

    @Test
    void aHeadThatIsCancelledWhileItWaitsForItsNextAttemptLetsTheNextGoAtOnce() {
        partition.headDelay = Duration.ofHours(1);
        Admitted head = startFirstOf(3);
        partition.answer(head, FAILURE);
        pump();
        assertThat(partition.sent).hasSize(1);
        partition.cancelled.add(head.delivery().id());

        partition.nanos += Duration.ofMillis(250).toNanos();
        for (int i = 0; i < STEPS; i++) {
            pump();
            partition.answerEndpoint(100);
        }

        assertThat(partition.sent).extracting(Samples::number).containsExactly(0, 1, 2);
        assertThat(partition.ends.get(SimulatedPartition.name(head.delivery()))).contains("REQUESTED");
        assertThat(partition.completedDeliveries).hasSize(3);
        partition.nanos += Duration.ofMillis(100).toNanos();
        pump();
        assertThat(partition.records).isEmpty();
    }

    /** Publishes so many, and starts the first. */
    private Admitted startFirstOf(int count) {
        for (int i = 0; i < count; i++) {
            partition.publish(Samples.delivery(0, i, null));
            partition.receive();
        }
        partition.start(16);
        assertThat(partition.underWay).hasSize(1);
        return partition.underWay.getFirst();
    }

    /** Lets the broker answer until nothing is asked of it any more, as a revocation waits for. */
    private void becomeQuiet() {
        for (int i = 0; i < STEPS && !partition.lanes().isQuiet(0, partition.nanos); i++) {
            partition.answerBroker();
        }
        assertThat(partition.lanes().isQuiet(0, partition.nanos)).isTrue();
        assertThat(partition.broker).isEmpty();
    }

    private void pump() {
        for (int i = 0; i < STEPS; i++) {
            partition.receive();
            partition.start(16);
            partition.answerBroker();
        }
    }

    private Behind record() {
        return Objects.requireNonNull(partition.records.get(lane));
    }
}
