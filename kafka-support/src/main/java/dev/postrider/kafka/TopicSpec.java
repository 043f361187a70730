package dev.postrider.kafka;

import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param config what it is made with
 * @param required the part of the configuration that an existing topic must have too
 */
public record TopicSpec(String name, int partitions, Map<String, String> config, Map<String, String> required) {
    public TopicSpec {
        config = Map.copyOf(config);
        required = Map.copyOf(required);
    }
}
