package dev.postrider.common.event;

import dev.postrider.common.id.OrganizationId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For whom producers may speak, by the topic that they write to. A topic that is listed speaks for its organizations and no
 * other; any other topic for whichever organization its events name.
 *
 * @param byTopic the organizations of each listed topic, at least one
 */
public record EventSources(Map<String, Set<OrganizationId>> byTopic) {
    /** No topic is listed. */
    public static final EventSources NONE = new EventSources(Map.of());

    public EventSources {
        byTopic = byTopic.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        if (byTopic.values().stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("a topic that is listed must speak for an organization");
        }
    }

    /** The topics that are listed. */
    public Set<String> topics() {
        return byTopic.keySet();
    }

    /**
     * Whose event it is.
     *
     * @param named the organization that the event names
     * @param fallback whose events are that name none, on topics that are not listed
     * @throws InvalidEventException if nobody says, or the topic may not speak for that organization
     */
    OrganizationId owner(String topic, @Nullable OrganizationId named, @Nullable OrganizationId fallback)
            throws InvalidEventException {
        Set<OrganizationId> organizations = byTopic.get(topic);
        if (organizations == null) {
            return required(named != null ? named : fallback, "no default organization is configured");
        }
        if (named == null) {
            OrganizationId only =
                    organizations.size() == 1 ? organizations.iterator().next() : null;
            return required(only, "topic '" + topic + "' speaks for several: " + list(organizations));
        }
        if (!organizations.contains(named)) {
            throw new InvalidEventException(
                    RejectionReason.NOT_ALLOWED,
                    "organization_id",
                    "is '" + named + "', and topic '" + topic + "' speaks only for: " + list(organizations));
        }
        return named;
    }

    /**
     * Refuses events of types that are Postrider's own, where the topic does not speak for everyone.
     *
     * @throws InvalidEventException if this is one
     */
    void requireAllowed(String topic, EventType type) throws InvalidEventException {
        if (type.isOperational() && byTopic.containsKey(topic)) {
            throw new InvalidEventException(
                    RejectionReason.NOT_ALLOWED,
                    "event",
                    "must not start with '" + EventType.OPERATIONAL_PREFIX + "', which only Postrider publishes");
        }
    }

    private static OrganizationId required(@Nullable OrganizationId owner, String otherwise)
            throws InvalidEventException {
        if (owner == null) {
            throw new InvalidEventException("organization_id", "is missing, and " + otherwise + "; name one");
        }
        return owner;
    }

    private static String list(Set<OrganizationId> organizations) {
        return organizations.stream()
                .map(OrganizationId::value)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }
}
