package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A paused webhook's lane, and a neighbour's that is limited to a rate, so that all that comes for it goes over the shelf too. */
class MovingLaneTest {
    private static final int WAITING = 20;
    private static final int OF_OTHERS = 300;
    private static final long PINNED_BYTES = 100;
    private static final int STEPS = 60;

    private final Webhook paused = Samples.webhook(0, false);
    private final Webhook neighbour = Samples.webhook(1, new Pacing(50, null, false));
    private final SimulatedPartition partition = partition(paused);

    @Test
    void goesToTheEndWhereItKeepsTooMuchOfOthersFromBeingTrimmed() {
        waitWhileOthersAreWorkedOff();

        assertThat(partition.moved).isBetween(WAITING, WAITING * (OF_OTHERS / (int) PINNED_BYTES + 1));
        assertThat(done()).isGreaterThan(partition.shelf.size() - PINNED_BYTES - 2 * WAITING);
    }

    @Test
    void isSentOldestFirstWhenItGoesOn() {
        waitWhileOthersAreWorkedOff();

        partition.held = null;
        pass(STEPS);

        assertThat(partition.sent.stream()
                        .filter(sent -> sent.webhook().equals(paused.id()))
                        .map(Samples::number))
                .containsExactlyElementsOf(IntStream.range(0, WAITING).boxed().toList());
        assertThat(partition.records).isEmpty();
    }

    @Test
    void isTakenUpByTheNextOwnerInTheMiddleOfIt() {
        for (int i = 0; i < WAITING; i++) {
            publish(paused, i);
        }
        hold();
        pass(STEPS);
        for (int i = 0; i < OF_OTHERS; i++) {
            publish(neighbour, WAITING + i);
        }
        for (int i = 0; i < 100 * OF_OTHERS && partition.moved == 0; i++) {
            partition.receive();
            partition.start(16);
            partition.answerBroker();
            partition.nanos += Duration.ofMillis(5).toNanos();
        }
        assertThat(partition.moved).isBetween(1, WAITING);
        partition.crash();
        partition.held = null;
        pass(60 * STEPS);

        assertThat(partition.ends).hasSize(WAITING + OF_OTHERS);
        assertThat(partition.records).isEmpty();
    }

    @Test
    void staysWhereItIsIfItIsOrdered() {
        SimulatedPartition ordered = partition(Samples.webhook(0, true));
        ordered.held = HeldReason.PAUSED;
        ordered.heldWebhook = paused.id();
        for (int i = 0; i < WAITING; i++) {
            ordered.publish(Samples.delivery(0, i, null));
        }
        pass(ordered, STEPS);
        long before = ordered.lanes().shelfDone().getOrDefault(0, -1L);
        for (int i = 0; i < OF_OTHERS; i++) {
            ordered.publish(Samples.delivery(1, WAITING + i, null));
            if (i % 4 == 3) {
                pass(ordered, 1);
            }
        }
        pass(ordered, 10 * STEPS);

        assertThat(ordered.moved).isZero();
        assertThat(ordered.lanes().shelfDone()).containsExactlyEntriesOf(Map.of(0, before));
        assertThat(ordered.shelf.size() - before).isGreaterThan(PINNED_BYTES + WAITING);
    }

    private SimulatedPartition partition(Webhook held) {
        Map<LaneKey, Webhook> webhooks =
                Map.of(new LaneKey(held.id(), null), held, new LaneKey(neighbour.id(), null), neighbour);
        return new SimulatedPartition(Samples.settings(4, 12, 8, PINNED_BYTES), webhooks, new Random(1));
    }

    private void waitWhileOthersAreWorkedOff() {
        hold();
        for (int i = 0; i < WAITING; i++) {
            publish(paused, i);
        }
        pass(STEPS);
        for (int i = 0; i < OF_OTHERS; i++) {
            publish(neighbour, WAITING + i);
            if (i % 4 == 3) {
                pass(1);
            }
        }
        pass(10 * STEPS);
        assertThat(partition.sent).hasSize(OF_OTHERS);
    }

    private void hold() {
        partition.held = HeldReason.PAUSED;
        partition.heldWebhook = paused.id();
    }

    private void publish(Webhook webhook, int number) {
        partition.publish(Samples.delivery(webhook.id().equals(paused.id()) ? 0 : 1, number, null));
    }

    private long done() {
        return partition.lanes().shelfDone().getOrDefault(0, -1L);
    }

    private void pass(int steps) {
        pass(partition, steps);
    }

    private static void pass(SimulatedPartition one, int steps) {
        for (int i = 0; i < steps; i++) {
            for (int j = 0; j < 4; j++) {
                one.receive();
                one.start(16);
                one.answerBroker();
                one.answerEndpoint(100);
            }
            one.nanos += Duration.ofMillis(20).toNanos();
        }
    }
}
