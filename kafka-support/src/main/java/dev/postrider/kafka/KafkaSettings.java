package dev.postrider.kafka;

import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Kafka. Bound from {@code postrider.kafka.*}; what is left out gets its default.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param topicPrefix before every topic's name; {@code postrider.}
 * @param instanceId stable name of this process in its consumer groups, so that a restart takes its partitions back at
 *     once; null for none
 * @param sessionTimeout after which a silent member loses its partitions; 10 s
 * @param properties handed to every client as they are, such as {@code security.protocol}
 * @param topics how missing topics are made
 */
public record KafkaSettings(
        String bootstrapServers,
        @Nullable String topicPrefix,
        @Nullable String instanceId,
        @Nullable Duration sessionTimeout,
        @Nullable Map<String, String> properties,
        @Nullable TopicSettings topics) {

    /**
     * @throws IllegalArgumentException naming the setting that is missing or wrong
     */
    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("postrider.kafka.bootstrap-servers is empty; set host:port of a broker");
        }
    }

    /** Everything at its default but the address. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, null, null, null, null, null);
    }

    /** The same with another topic prefix. */
    public KafkaSettings withTopicPrefix(String prefix) {
        return new KafkaSettings(bootstrapServers, prefix, instanceId, sessionTimeout, properties, topics);
    }

    /** The same with other settings for topics. */
    public KafkaSettings withTopics(TopicSettings other) {
        return new KafkaSettings(bootstrapServers, topicPrefix, instanceId, sessionTimeout, properties, other);
    }

    /** The names of the topics. */
    public Topics topicNames() {
        return new Topics(topicPrefix == null ? Topics.DEFAULT_PREFIX : topicPrefix);
    }

    /** The name of a consumer group: the prefix and what the group does. */
    public String group(String name) {
        return topicNames().prefix() + name;
    }

    Duration sessionTimeoutOrDefault() {
        return sessionTimeout == null ? Duration.ofSeconds(10) : sessionTimeout;
    }

    Map<String, String> propertiesOrNone() {
        return properties == null ? Map.of() : properties;
    }

    TopicSettings topicsOrDefault() {
        return topics == null ? TopicSettings.DEFAULT : topics;
    }
}
