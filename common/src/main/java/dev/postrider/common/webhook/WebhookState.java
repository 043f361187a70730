package dev.postrider.common.webhook;

import java.util.Arrays;
import java.util.Locale;

/** What the dispatcher may do for a webhook. */
public enum WebhookState {
    /** Matched and delivered to. */
    ACTIVE,
    /** Matched; its deliveries are held until a user resumes it. */
    PAUSED,
    /** Matched; its deliveries are held, for a limited time, because its endpoint is gone or kept failing. */
    DISABLED,
    /** Switched off by a user: not matched; what was fanned out before is cancelled when met. */
    OFF,
    /** Gone: not matched; its deliveries are cancelled when met. */
    DELETED;

    /** Whether fan-out makes deliveries for the webhook. */
    public boolean isMatched() {
        return this == ACTIVE || isHeld();
    }

    /** Whether its deliveries wait. */
    public boolean isHeld() {
        return this == PAUSED || this == DISABLED;
    }

    /** The name on the topic. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such state
     */
    public static WebhookState parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown webhook state '" + text + "'"));
    }
}
