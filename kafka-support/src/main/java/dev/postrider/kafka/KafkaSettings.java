package dev.postrider.kafka;

import dev.postrider.common.event.EventSources;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * @param eventsFrom for each topic {@code events.from.<name>} the organizations that its producers speak for; none
 */
public record KafkaSettings(
        String bootstrapServers,
        @Nullable String topicPrefix,
        @Nullable String instanceId,
        @Nullable Duration sessionTimeout,
        @Nullable Map<String, String> properties,
        @Nullable TopicSettings topics,
        @Nullable Map<String, List<String>> eventsFrom) {
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9-]{1,50}");

    /**
     * @throws IllegalArgumentException naming the setting that is missing or wrong
     */
    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("postrider.kafka.bootstrap-servers is empty; set host:port of a broker");
        }
        sourcesOrNone(eventsFrom).forEach(KafkaSettings::requireSource);
    }

    /** Everything at its default but the address. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, null, null, null, null, null, null);
    }

    /** The same with another topic prefix. */
    public KafkaSettings withTopicPrefix(String prefix) {
        return new KafkaSettings(bootstrapServers, prefix, instanceId, sessionTimeout, properties, topics, eventsFrom);
    }

    /** The same with other settings for topics. */
    public KafkaSettings withTopics(TopicSettings other) {
        return new KafkaSettings(
                bootstrapServers, topicPrefix, instanceId, sessionTimeout, properties, other, eventsFrom);
    }

    /** The same with topics whose producers do not speak for everyone. */
    public KafkaSettings withEventsFrom(Map<String, List<String>> organizations) {
        return new KafkaSettings(
                bootstrapServers, topicPrefix, instanceId, sessionTimeout, properties, topics, organizations);
    }

    /** The names of the topics. */
    public Topics topicNames() {
        return new Topics(topicPrefix == null ? Topics.DEFAULT_PREFIX : topicPrefix);
    }

    /** The topics whose producers do not speak for everyone, by their full names. */
    public EventSources eventSources() {
        return new EventSources(sourcesOrNone(eventsFrom).entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> topicNames().eventsFrom(entry.getKey()),
                        entry -> entry.getValue().stream()
                                .map(OrganizationId::new)
                                .collect(Collectors.toSet()))));
    }

    private static void requireSource(String name, List<String> organizations) {
        String property = "postrider.kafka.events-from." + name;
        if (!SOURCE.matcher(name).matches()) {
            throw new IllegalArgumentException(property + ": a name has 1 to 50 letters, digits and '-'");
        }
        if (organizations.isEmpty()) {
            throw new IllegalArgumentException(property + " must list at least one organization");
        }
        for (String organization : organizations) {
            try {
                var _ = new OrganizationId(organization);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        property + ": '" + organization + "' is no id of an organization: " + e.getMessage(), e);
            }
        }
    }

    private static Map<String, List<String>> sourcesOrNone(@Nullable Map<String, List<String>> sources) {
        return sources == null ? Map.of() : sources;
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

    /** The settings of topics, missing ones being made whatever they say. */
    public TopicSettings topicsMade() {
        return topicsOrDefault().made();
    }

    TopicSettings topicsOrDefault() {
        return topics == null ? TopicSettings.DEFAULT : topics;
    }
}
