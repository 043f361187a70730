package dev.postrider.api.challenge;

import dev.postrider.common.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many challenges of each organization are under way, from when they are claimed. */
final class UnderWay {
    private final Map<OrganizationId, Integer> counts = new ConcurrentHashMap<>();

    void add(OrganizationId organization) {
        counts.merge(organization, 1, Integer::sum);
    }

    void remove(OrganizationId organization) {
        counts.computeIfPresent(organization, (_, count) -> count == 1 ? null : count - 1);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The organizations that have more. */
    List<OrganizationId> withMoreThan(int limit) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
