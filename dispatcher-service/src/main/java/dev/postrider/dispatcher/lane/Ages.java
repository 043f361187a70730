package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a delivery that is or was held has waited for so long that it is given up without an attempt. */
final class Ages {
    private Ages() {}

    /**
     * The largest age of its webhook's policy counts from the start of the try; while a webhook is disabled another limit counts,
     * from when the delivery was first held. What waits because secrets cannot be read waits for the operator, and is never too
     * old; what had to wait longer because of that, whatever it waited for before, has its whole age before it when they can be
     * read again.
     *
     * @param held why it is held now; null if it is about to start
     * @param lockedUntil until when its webhook's secrets could not be read; null if that never was
     * @return why it is given up; null if it is not
     */
    static @Nullable DeadReason tooOld(
            Admitted admitted,
            Webhook webhook,
            @Nullable HeldReason held,
            @Nullable Instant lockedUntil,
            Instant now,
            Duration disabledHold) {
        Delivery delivery = admitted.delivery();
        Delivery.Hold hold = delivery.hold();
        if (held == HeldReason.DISABLED) {
            boolean over = hold != null && now.isAfter(hold.since().plus(disabledHold));
            return over ? DeadReason.WEBHOOK_DISABLED : null;
        }
        if (held == HeldReason.SECRET_UNREADABLE || (hold != null && hold.reason() == HeldReason.SECRET_UNREADABLE)) {
            return null;
        }
        boolean wasHeld = hold != null || held != null;
        Instant started = delivery.tryStartedAt();
        Instant countsFrom = lockedUntil != null && lockedUntil.isAfter(started) ? lockedUntil : started;
        boolean over = wasHeld && now.isAfter(countsFrom.plus(webhook.retry().maxAge()));
        return over ? DeadReason.EXPIRED : null;
    }
}
