package dev.postrider.dispatcher.controls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.Control.Filter;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PartitionControlsTest {
    private static final Duration MAX_AGE = Duration.ofMillis(750);

    private final AtomicReference<Instant> now = new AtomicReference<>(Controlled.NOW);
    private final Delivery first = Controlled.delivery(0, 1);
    private final Delivery second = Controlled.delivery(0, 2);
    private final Delivery third = Controlled.delivery(0, 3);

    @Test
    void onlyTriesUpToTheLastOneNamedEnd() {
        PartitionControls controls = remembering(1_000);
        take(controls, cancel(first, CancelReason.SUPERSEDED));

        assertThat(controls.ending(first)).isEqualTo(CancelReason.SUPERSEDED);
        assertThat(controls.ending(first.nextAttempt())).isEqualTo(CancelReason.SUPERSEDED);
        assertThat(controls.ending(first.nextTry(2, Trigger.MANUAL, Controlled.NOW)))
                .isNull();
        assertThat(controls.ending(second)).isNull();
    }

    @Test
    void whatTheTopicNoLongerKeepsIsForgottenThoughTheProcessGoesOn() {
        PartitionControls controls = remembering(1_000);
        take(controls, cancel(first, CancelReason.REQUESTED));
        take(controls, everything(Controlled.NOW.plusSeconds(1)));
        assertThat(controls.ending(second)).isEqualTo(CancelReason.REQUESTED);

        now.set(Controlled.NOW.plus(Controlled.SETTINGS.kept()).plusMillis(1));
        controls.reached(2);

        assertThat(controls.ending(first)).isNull();
        assertThat(controls.ending(second)).isNull();
    }

    @Test
    void anOldRecordThatRetentionHasNotReachedYetIsPassedOver() {
        PartitionControls controls = remembering(1_000);

        controls.take(Controlled.record(
                0,
                cancel(first, CancelReason.REQUESTED),
                Controlled.NOW.minus(Controlled.SETTINGS.kept()).minusMillis(1)));

        assertThat(controls.ending(first)).isNull();
    }

    @Test
    void aboveItsNumberTheOldestAreForgotten() {
        PartitionControls controls = remembering(2);
        take(controls, cancel(first, CancelReason.REQUESTED));
        take(controls, cancel(second, CancelReason.REQUESTED));

        take(controls, cancel(third, CancelReason.REQUESTED));

        assertThat(controls.ending(first)).isNull();
        assertThat(controls.ending(second)).isEqualTo(CancelReason.REQUESTED);
        assertThat(controls.ending(third)).isEqualTo(CancelReason.REQUESTED);
    }

    /** As a page of a job that is repeated tells it, or a caller who asks twice. */
    @Test
    void theSameControlAgainTakesNoRoomOfOthers() {
        PartitionControls controls = remembering(2);
        take(controls, cancel(first, CancelReason.REQUESTED));
        for (int i = 0; i < 10; i++) {
            take(controls, cancel(second, CancelReason.REQUESTED));
        }

        assertThat(controls.ending(first)).isEqualTo(CancelReason.REQUESTED);
    }

    @Test
    void aLaterControlOfTheSameDeliveryOutlivesTheEarlierOne() {
        PartitionControls controls = remembering(1_000);
        take(controls, cancel(first, CancelReason.SUPERSEDED));
        Delivery again = first.nextTry(2, Trigger.MANUAL, Controlled.NOW);
        now.set(Controlled.NOW.plus(Duration.ofDays(20)));
        take(controls, new Control.OfDelivery(first.webhook(), first.id(), 2, CancelReason.REQUESTED));

        now.set(Controlled.NOW.plus(Duration.ofDays(32)));
        controls.reached(2);

        assertThat(controls.ending(again)).isEqualTo(CancelReason.REQUESTED);
    }

    @Test
    void whatIsNoControlIsPassedOver() {
        PartitionControls controls = remembering(1_000);
        var like = ControlCodec.encode(Topics.DEFAULT, 0, cancel(first, CancelReason.REQUESTED));

        controls.take(
                Controlled.record(0, "{\"action\":\"dance\"}".getBytes(StandardCharsets.UTF_8), like, Controlled.NOW));
        take(controls, cancel(second, CancelReason.REQUESTED));

        assertThat(controls.ending(first)).isNull();
        assertThat(controls.ending(second)).isEqualTo(CancelReason.REQUESTED);
    }

    @Test
    void isFreshOnlyAsLongAsItsLastConfirmedEnd() {
        PartitionControls controls = remembering(1_000);
        long asked = System.nanoTime();
        assertThat(controls.isRead()).isFalse();
        assertThat(controls.isFresh(asked, MAX_AGE)).isFalse();

        controls.confirm(asked);

        assertThat(controls.isRead()).isTrue();
        assertThat(controls.isFresh(asked + Duration.ofMillis(750).toNanos(), MAX_AGE))
                .isTrue();
        assertThat(controls.isFresh(asked + Duration.ofMillis(751).toNanos(), MAX_AGE))
                .isFalse();
    }

    private PartitionControls remembering(int number) {
        return new PartitionControls(
                Controlled.PARTITION, new ControlsSettings(number, Controlled.SETTINGS.kept()), now::get);
    }

    private void take(PartitionControls controls, Control control) {
        controls.take(Controlled.record(0, control, now.get()));
    }

    private static Control cancel(Delivery delivery, CancelReason reason) {
        return new Control.OfDelivery(delivery.webhook(), delivery.id(), delivery.tryNumber(), reason);
    }

    private static Control everything(Instant before) {
        return new Control.OfMatching(Controlled.webhook(0), new UUID(1, 1), Filter.ALL, before);
    }
}
