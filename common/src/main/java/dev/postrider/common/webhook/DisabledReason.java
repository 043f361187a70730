package dev.postrider.common.webhook;

import java.util.Locale;

/** Why a webhook was disabled automatically. */
public enum DisabledReason {
    /** Its endpoint answered 410. */
    GONE,
    /** Its endpoint failed for as long, or as often, as its owner or the configuration allows. */
    FAILING;

    /** The name in the API and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such reason
     */
    public static DisabledReason parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
