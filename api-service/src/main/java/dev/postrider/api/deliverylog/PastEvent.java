package dev.postrider.api.deliverylog;

import dev.postrider.common.event.Event;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event of the log, whose payload may have been removed.
 *
 * @param head all of it but its payload, in the place of which stands nothing where it was removed or was not asked for
 * @param payloadRemovedAt null where it was not
 */
public record PastEvent(Event head, @Nullable Instant payloadRemovedAt) {
    /** As it was published; empty where its payload was removed. */
    public Optional<Event> whole() {
        return payloadRemovedAt == null ? Optional.of(head) : Optional.empty();
    }
}
