package dev.postrider.common.delivery;

import java.util.Locale;

/** Why a delivery was given up. */
public enum DeadReason {
    /** The last retry failed. */
    EXHAUSTED,
    /** The endpoint's answer, or the guard's refusal, is one that no retry changes. */
    PERMANENT_FAILURE,
    /** The next retry would come, or the wait would end, after the delivery's largest age. */
    EXPIRED,
    /** Its webhook stayed disabled for longer than deliveries are held. */
    WEBHOOK_DISABLED,
    /** More waits for its webhook than is kept; the oldest go. */
    BACKLOG_EXPIRED;

    /** The name in the API and on the topics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such reason
     */
    public static DeadReason parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
