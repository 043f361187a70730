package dev.postrider.api.access;

import java.util.Arrays;
import java.util.Locale;

/** What a key may do. Viewer and producer are apart; each later role may do all that those before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Publishes events, and reads nothing. */
    PRODUCER,
    /** Reads, publishes and changes webhooks. */
    MANAGER,
    /** All of that, and the organization's keys. */
    ADMIN,
    /** Everything in every organization, and organizations themselves. Has no row: its key is configured. */
    PLATFORM_ADMIN;

    /** The name in the API and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this role may do what the other may. */
    public boolean covers(Role needed) {
        return this == needed || (compareTo(MANAGER) >= 0 && compareTo(needed) >= 0);
    }

    /**
     * A role of an organization.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static Role parse(String text) {
        return Arrays.stream(values())
                .filter(role -> role != PLATFORM_ADMIN && role.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of: viewer, producer, manager, admin"));
    }
}
