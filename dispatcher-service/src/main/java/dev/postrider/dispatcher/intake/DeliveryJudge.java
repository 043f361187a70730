package dev.postrider.dispatcher.intake;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges deliveries by the view of webhooks, by what was cancelled, and by what was started of their partition. */
final class DeliveryJudge implements Judge {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJudge.class);
    private static final Judgement NOT_YET = new Judgement.NotYet();
    private static final Judgement COPY = new Judgement.Over(new Ending.Duplicate());

    private final WebhookView view;
    private final Map<Integer, PartitionIntake> partitions;

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
        if (intake == null || !intake.controlled || !isJudgeable(admitted)) {
            return NOT_YET;
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
        LOG.atWarn()
                .addKeyValue("partition", admitted.source())
                .addKeyValue("offset", admitted.offset())
                .log("A delivery names an offset beyond the end of the topic of webhooks; was that topic made anew?");
        return true;
    }
}
