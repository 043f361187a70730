package dev.postrider.api.job;

import java.util.Locale;

/** How far a job is. */
enum JobState {
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED;

    /** The name in the API and in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
