package dev.postrider.api.job;

import java.util.Locale;

/** What a job does. */
enum JobKind {
    /** Delivers dead letters again. */
    REDRIVE("redrives"),
    /** Delivers past events to a webhook, as new deliveries. */
    REPLAY("replays"),
    /** Shows deliveries that dispatchers do not attempt any more as cancelled. */
    CANCEL("cancellations");

    private final String path;

    JobKind(String path) {
        this.path = path;
    }

    /** The name in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One of them, for messages. */
    String noun() {
        return this == CANCEL ? "cancellation" : text();
    }

    /** Where it stands in the API. */
    String location(Object id) {
        return "/api/v1/" + path + "/" + id;
    }

    static JobKind parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
