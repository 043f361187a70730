package dev.postrider.common.delivery;

import java.util.Locale;

/** Why a delivery was cancelled before it was delivered. */
public enum CancelReason {
    /** Its webhook was deleted. */
    WEBHOOK_DELETED,
    /** Its webhook was switched off. */
    WEBHOOK_OFF,
    /** Somebody asked for it. */
    REQUESTED,
    /** A later try, asked for by somebody, takes the place of this one. */
    SUPERSEDED,
    /** Its organization, or everything, is in shadow mode, in which nothing is sent. */
    SHADOW;

    /** The name in the API and on the topics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such reason
     */
    public static CancelReason parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
