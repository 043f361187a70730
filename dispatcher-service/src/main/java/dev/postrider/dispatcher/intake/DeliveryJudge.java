package dev.postrider.dispatcher.intake;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges deliveries by the view of webhooks, by what was cancelled, and by what was started of their partition. */
final class DeliveryJudge implements Judge {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJudge.class);
    /** The view of webhooks is mostly a moment behind fan-out's. */
    private static final Judgement SOON = new Judgement.NotYet(Duration.ofMillis(5));

    /** The broker does not say where the partition's controls end: all of its lanes ask, and each time costs the others. */
    private static final Judgement LATER = new Judgement.NotYet(Duration.ofMillis(100));

    private static final long COMPLAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private static final Judgement COPY = new Judgement.Over(new Ending.Duplicate());

    private final WebhookView view;
    private final Map<Integer, PartitionIntake> partitions;
    private long complainedNanos = System.nanoTime() - COMPLAIN_NANOS;

    /**
     * @param partitions those assigned now, kept by the owner
     */
    DeliveryJudge(WebhookView view, Map<Integer, PartitionIntake> partitions) {
        this.view = view;
        this.partitions = partitions;
    }

    @Override
    public Judgement judge(Admitted admitted) {
        PartitionIntake intake = partitions.get(admitted.partition());
        if (intake == null || !intake.controlled) {
            return LATER;
        }
        if (!isJudgeable(admitted)) {
            return SOON;
        }
        Webhook webhook = view.find(admitted.delivery().webhook()).orElse(null);
        if (webhook == null || webhook.state() == WebhookState.DELETED) {
            return new Judgement.Over(new Ending.Cancelled(CancelReason.WEBHOOK_DELETED));
        }
        if (webhook.cancelled(admitted.delivery().tryStartedAt())) {
            return new Judgement.Over(new Ending.Cancelled(CancelReason.WEBHOOK_OFF));
        }
        CancelReason asked = intake.controls.ending(admitted.delivery());
        if (asked != null) {
            return new Judgement.Over(new Ending.Cancelled(asked));
        }
        if (intake.started.isCopy(admitted)) {
            return COPY;
        }
        if (view.isShadowed(webhook)) {
            return new Judgement.Over(new Ending.Cancelled(CancelReason.SHADOW));
        }
        return new Judgement.Send(webhook, view.heldReason(webhook).orElse(null));
    }

    /** Whether the view has come as far as fan-out's had; a view at the topic's end never comes further. */
    private boolean isJudgeable(Admitted admitted) {
        if (admitted.delivery().webhooksOffset() <= view.reached()) {
            return true;
        }
        if (!view.isConfirmedSince(admitted.receivedNanos())) {
            return false;
        }
        complain(admitted);
        return true;
    }

    private void complain(Admitted admitted) {
        long now = System.nanoTime();
        if (now - complainedNanos >= COMPLAIN_NANOS) {
            complainedNanos = now;
            LOG.atWarn()
                    .addKeyValue("partition", admitted.source())
                    .addKeyValue("offset", admitted.offset())
                    .log("Deliveries name offsets beyond the end of the topic of webhooks; was that topic made anew?");
        }
    }
}
