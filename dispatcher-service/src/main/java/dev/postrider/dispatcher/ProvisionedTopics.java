package dev.postrider.dispatcher;

import dev.postrider.common.event.EventSources;
import dev.postrider.common.wire.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * The topics, which exist and are as they must be.
 *
 * @param sources further topics of events, whose producers do not speak for everyone
 */
record ProvisionedTopics(Topics names, EventSources sources) {
    /** Those that fan-out reads. */
    List<String> ofEvents() {
        List<String> all = new ArrayList<>(List.of(names.events(), names.eventsInternal()));
        all.addAll(sources.topics());
        return all;
    }
}
