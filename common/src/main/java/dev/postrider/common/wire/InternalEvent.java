package dev.postrider.common.wire;

import dev.postrider.common.event.Event;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that a service brings to fan-out: a scheduled one that is due, or one that is replayed.
 *
 * @param event its {@code appendedAt} is the time that its delivery ids name the day of: {@code deliver_at} of a scheduled
 *     event, the time of the request of a replayed one; its {@code deliverAt} is null
 * @param replay null for a scheduled event
 */
public record InternalEvent(Event event, @Nullable Replay replay) {
    public InternalEvent {
        if (event.deliverAt() != null) {
            throw new IllegalArgumentException("an event that fan-out gets again is delivered at once");
        }
    }

    /**
     * A scheduled event as it comes to fan-out again.
     *
     * @param deliverAt takes the place of the event's append time
     */
    public static InternalEvent released(Event scheduled, Instant deliverAt) {
        return new InternalEvent(
                new Event(
                        scheduled.organization(),
                        scheduled.id(),
                        scheduled.type(),
                        scheduled.timestamp(),
                        scheduled.data(),
                        scheduled.metadata(),
                        null,
                        scheduled.orderingKey(),
                        scheduled.hops(),
                        deliverAt),
                null);
    }

    /**
     * That the event is for one webhook, as a new delivery.
     *
     * @param id of the replay
     * @param published when the replayed event was appended: an event's id names one event within a UTC day, and another on
     *     another day
     */
    public record Replay(UUID id, WebhookId webhook, Instant published) {
        /** What sets the delivery's id apart from those of other replays, and of other events of the same id. */
        public String identity() {
            return id + "/" + LocalDate.ofInstant(published, ZoneOffset.UTC);
        }
    }
}
