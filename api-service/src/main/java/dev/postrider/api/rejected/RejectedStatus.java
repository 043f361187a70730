package dev.postrider.api.rejected;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of a rejected record. */
enum RejectedStatus {
    /** Nothing yet. */
    OPEN,
    /** It was published, as it was or corrected. */
    RESUBMITTED,
    /** Somebody wants to hear no more of it. */
    DISMISSED;

    /** The name in the API and in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Set<String> names() {
        return Arrays.stream(values()).map(RejectedStatus::text).collect(Collectors.toSet());
    }

    static RejectedStatus of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
