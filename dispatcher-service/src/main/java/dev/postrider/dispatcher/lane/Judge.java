package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Judges the delivery whose turn it is, by what is known of its webhook. Asked on the thread that owns the consumer. */
@FunctionalInterface
public interface Judge {
    Judgement judge(Admitted admitted);

    /** What is to be done with a delivery. */
    sealed interface Judgement {
        /**
         * What is known of its webhook is too old.
         *
         * @param again when it is worth asking again
         */
        record NotYet(Duration again) implements Judgement {}

        /** It has ended without an exchange: this is handed over. */
        record Over(Ending ending) implements Judgement {}

        /**
         * It is to be sent as soon as its lane lets it go.
         *
         * @param held why its webhook's own state holds it; null if it does not
         */
        record Send(Webhook webhook, @Nullable HeldReason held) implements Judgement {}
    }

    /** How a delivery ends of which nothing is sent. */
    sealed interface Ending {
        /** Its webhook is gone or switched off, or somebody asked for it. */
        record Cancelled(CancelReason reason) implements Ending {}

        /** It was held for too long. */
        record GivenUp(DeadReason reason) implements Ending {}

        /** Another record of the same attempt has been started. */
        record Duplicate() implements Ending {}
    }
}
