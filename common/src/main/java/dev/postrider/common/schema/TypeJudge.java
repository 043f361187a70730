package dev.postrider.common.schema;

import dev.postrider.common.event.EventType;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.InvalidEventException.Problem;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.json.RawJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges events by what their organization has registered, alike wherever events are taken. An event of a type without a schema
 * costs nothing. A schema that this version cannot read judges nothing: it was taken by one that can.
 *
 * <p>Threads may share it.
 */
public final class TypeJudge {
    private final CompiledSchemas schemas = new CompiledSchemas();

    /**
     * Refuses an event that its organization does not take.
     *
     * @param registered its type as the organization has registered it; null where it has not
     * @param strict whether the organization takes registered types only; Postrider's own events it takes always
     * @throws InvalidEventException if it is not taken
     */
    public void require(EventType type, @Nullable RegisteredType registered, boolean strict, RawJson data)
            throws InvalidEventException {
        if (registered == null) {
            if (strict && !type.isOperational()) {
                throw new InvalidEventException(
                        RejectionReason.UNKNOWN_EVENT_TYPE,
                        "event",
                        "is not a registered event type, and the organization takes no others; register it first");
            }
            return;
        }
        RawJson json = registered.schema();
        if (json == null) {
            return;
        }
        Optional<EventSchema> schema = schemas.get(json);
        if (schema.isPresent()) {
            var problems = schema.get().problems(data);
            if (!problems.isEmpty()) {
                throw new InvalidEventException(
                        RejectionReason.SCHEMA,
                        problems.stream()
                                .map(problem -> new Problem("data", problem.pointer(), problem.message()))
                                .toList());
            }
        }
    }
}
