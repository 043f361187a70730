package dev.postrider.common.delivery;

import java.util.Locale;

/** Why a delivery waits without a due time. */
public enum HeldReason {
    /** Its webhook gets more than its endpoint takes. */
    BEHIND,
    /** Its webhook's own limit of deliveries per second. */
    RATE_LIMITED,
    /** The endpoint asked for a pause. */
    RETRY_AFTER,
    /** The endpoint failed so often that it is left alone for a while. */
    BREAKER_OPEN,
    /** A user paused the webhook, its organization or everything. */
    PAUSED,
    /** The webhook was disabled automatically. */
    DISABLED,
    /** The secrets of its webhook do not open with the master keys that the dispatcher has. */
    SECRET_UNREADABLE;

    /** The name in the API and on the topics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such reason
     */
    public static HeldReason parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
