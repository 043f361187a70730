package dev.postrider.api.matching;

import java.time.Instant;

/** When an event was matched, as far as that is known. */
public sealed interface Moment {
    /** By a view that held the topic of webhooks below an offset. */
    record AtOffset(long webhooksOffset) implements Moment {}

    /** At a time; of scheduled events nothing closer is kept. */
    record AtTime(Instant time) implements Moment {}
}
