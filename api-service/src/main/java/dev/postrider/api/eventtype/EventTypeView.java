package dev.postrider.api.eventtype;

import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.WebhooksKey.OfEventType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The event types of all organizations, and which of these take no others, as the topic of webhooks has them: so taking events
 * needs no database. What this process has published itself it holds at once, the rest a moment later.
 *
 * <p>Two threads write, each what it read at an offset; of one key the higher offset stays.
 */
@Component
class EventTypeView {
    private final Map<OfEventType, Held> types = new ConcurrentHashMap<>();
    private final Map<OrganizationId, Strictness> strict = new ConcurrentHashMap<>();
    /** How many schemas events of an organization are judged by. */
    private final Map<OrganizationId, Integer> schemas = new ConcurrentHashMap<>();

    private final Sinks.Empty<Void> loaded = Sinks.empty();

    /**
     * @param type null for one that was deleted, until the topic's reader has come there
     */
    private record Held(@Nullable RegisteredType type, long offset) {
        int schemas() {
            return type != null && type.schema() != null ? 1 : 0;
        }
    }

    private record Strictness(boolean registeredOnly, long offset) {}

    /** Holds what stands, or is going to be read, at this offset. */
    void put(OfEventType key, @Nullable RegisteredType type, long offset) {
        types.compute(key, (_, before) -> {
            if (before != null && before.offset() > offset) {
                return before;
            }
            Held held = new Held(type, offset);
            int more = held.schemas() - (before == null ? 0 : before.schemas());
            if (more != 0) {
                schemas.merge(key.organization(), more, (a, b) -> a + b == 0 ? null : a + b);
            }
            return held;
        });
    }

    /** The same of the topic's reader: nothing older comes after it. */
    void read(OfEventType key, @Nullable RegisteredType type, long offset) {
        put(key, type, offset);
        if (type == null) {
            types.computeIfPresent(key, (_, held) -> held.type() == null && held.offset() <= offset ? null : held);
        }
    }

    /** Holds whether an organization takes registered types only, as it stands at this offset. */
    void put(OrganizationId organization, boolean registeredOnly, long offset) {
        strict.merge(
                organization,
                new Strictness(registeredOnly, offset),
                (before, now) -> before.offset() > offset ? before : now);
    }

    /** Says that all is held that stood on the topic when its reader began. */
    void markLoaded() {
        loaded.tryEmitEmpty();
    }

    /** Completes once that is so. */
    Mono<Void> loaded() {
        return loaded.asMono();
    }

    /** A type as its organization has registered it. */
    @Nullable RegisteredType find(OrganizationId organization, EventType type) {
        @Nullable Held held = types.get(new OfEventType(organization, type));
        return held == null ? null : held.type();
    }

    /** Whether the organization takes registered types only. */
    boolean isStrict(OrganizationId organization) {
        @Nullable Strictness held = strict.get(organization);
        return held != null && held.registeredOnly();
    }

    /** Whether any events of the organization are judged by a schema. */
    boolean hasSchemas(OrganizationId organization) {
        return schemas.containsKey(organization);
    }
}
