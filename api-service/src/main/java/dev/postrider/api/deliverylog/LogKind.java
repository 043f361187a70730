package dev.postrider.api.deliverylog;

import dev.postrider.api.stats.StatsTables;
import java.util.List;

/** What the log keeps, each for a time of its own. */
enum LogKind {
    EVENTS,
    DELIVERIES,
    STATISTICS,
    REJECTED;

    /** The tables, each partitioned by day. */
    List<String> tables() {
        return switch (this) {
            case EVENTS -> List.of("events");
            case DELIVERIES -> List.of("deliveries", "delivery_attempts");
            case STATISTICS -> StatsTables.NAMES;
            case REJECTED -> List.of("rejected_events");
        };
    }
}
