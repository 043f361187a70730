package dev.postrider.api.deadletter;

import dev.postrider.api.retention.ClosedDays;
import dev.postrider.common.delivery.Delivery;

/** What stands on the topic at the place of a dead letter. */
public sealed interface Letter {
    /**
     * The dead letter.
     *
     * @param delivery as it stood before its last attempt, with the body that was posted
     */
    record Kept(Delivery delivery) implements Letter {}

    /** It cannot be had. */
    record Missing(Why why) implements Letter {}

    /** Why it cannot be had. */
    enum Why {
        PAYLOAD_EXPIRED("the dead letter is past the retention of its topic"),
        PAYLOAD_REMOVED(ClosedDays.REMOVED),
        PAYLOAD_UNREADABLE("the record of the dead letter cannot be read");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }

        /** For a reader. */
        public String sentence() {
            return sentence;
        }
    }
}
