package dev.postrider.meter;

import java.time.Duration;
import java.util.Set;

/**
 * A consumer group and the topics that it works off.
 *
 * @param name the value of the label {@code stage}
 * @param group with the prefix
 * @param waits how long a record may wait there on purpose; nothing where none does
 */
public record Stage(String name, String group, Set<String> topics, Duration waits) {
    public Stage {
        topics = Set.copyOf(topics);
    }

    boolean waitsOnPurpose() {
        return waits.isPositive();
    }
}
