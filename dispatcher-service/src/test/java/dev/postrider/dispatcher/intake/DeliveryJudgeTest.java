package dev.postrider.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.Control;
import dev.postrider.dispatcher.controls.ControlsOf;
import dev.postrider.dispatcher.controls.PartitionControls;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge;
import dev.postrider.dispatcher.lane.Judge.Ending;
import dev.postrider.dispatcher.lane.Judge.Judgement;
import dev.postrider.dispatcher.lane.Samples;
import dev.postrider.dispatcher.webhookview.ViewOf;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DeliveryJudgeTest {
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    private static final Duration MAX_AGE = Duration.ofMillis(750);

    private final Webhook webhook = Samples.webhook(0, false);
    private final Map<Integer, PartitionIntake> partitions = new HashMap<>();
    private final Judge judge = new DeliveryJudge(ViewOf.webhooks(List.of(webhook)), partitions);
    private final Delivery delivery = Samples.delivery(0, 1, null);
    private final long now = System.nanoTime();

    @Test
    void nothingIsJudgedBeforeTheControlsOfItsPartitionAreKnown() {
        own(ControlsOf.unconfirmed());

        assertThat(judge.judge(admitted(delivery, 7))).isInstanceOf(Judgement.NotYet.class);
    }

    @Test
    void nothingIsJudgedByOldControls() {
        own(ControlsOf.confirmed(now - Duration.ofMillis(751).toNanos()));

        assertThat(judge.judge(admitted(delivery, 7))).isInstanceOf(Judgement.NotYet.class);
    }

    @Test
    void whatNobodyCancelledIsSent() {
        own(ControlsOf.confirmed(now, cancel(Samples.delivery(0, 2, null), CancelReason.REQUESTED)));

        assertThat(judge.judge(admitted(delivery, 7))).isEqualTo(new Judgement.Send(webhook, null));
    }

    @Test
    void whatWasCancelledIsOver() {
        own(ControlsOf.confirmed(now, cancel(delivery, CancelReason.REQUESTED)));

        assertThat(judge.judge(admitted(delivery, 7)))
                .isEqualTo(new Judgement.Over(new Ending.Cancelled(CancelReason.REQUESTED)));
    }

    @Test
    void aSupersededTryIsOverAndTheNextIsSent() {
        own(ControlsOf.confirmed(now, cancel(delivery, CancelReason.SUPERSEDED)));

        assertThat(judge.judge(admitted(delivery.nextAttempt(), 7)))
                .isEqualTo(new Judgement.Over(new Ending.Cancelled(CancelReason.SUPERSEDED)));
        assertThat(judge.judge(admitted(delivery.nextTry(2, Trigger.MANUAL, Instant.now()), 8)))
                .isEqualTo(new Judgement.Send(webhook, null));
    }

    @Test
    void aCopyOfAStartedAttemptIsOver() {
        PartitionIntake intake = own(ControlsOf.confirmed(now));
        intake.started.start(admitted(delivery, 7), false);

        assertThat(judge.judge(admitted(delivery, 8))).isEqualTo(new Judgement.Over(new Ending.Duplicate()));
    }

    private PartitionIntake own(PartitionControls controls) {
        PartitionIntake intake = new PartitionIntake(PARTITION, 1, CommittedProgress.at(0), controls);
        intake.lookAtControls(now, MAX_AGE);
        partitions.put(0, intake);
        return intake;
    }

    private Admitted admitted(Delivery what, long offset) {
        return new Admitted(Admitted.Origin.DELIVERIES, PARTITION, 1, offset, what, now);
    }

    private static Control cancel(Delivery about, CancelReason reason) {
        return new Control.OfDelivery(about.webhook(), about.id(), 1, reason);
    }
}
