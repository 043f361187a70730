package dev.postrider.api.eventtype;

import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event type as its organization has registered it.
 *
 * @param schema as its author wrote it
 * @param example of the data, as its author wrote it
 * @param validate whether events are judged by the schema
 * @param published whether those who take events can know it
 */
record StoredType(
        OrganizationId organization,
        EventType type,
        String category,
        String description,
        @Nullable RawJson schema,
        @Nullable RawJson example,
        boolean deprecated,
        boolean validate,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        boolean published) {

    /** What the topic has of it. */
    RegisteredType registered() {
        return new RegisteredType(validate ? schema : null, deprecated);
    }

    StoredType withPublished(boolean isPublished) {
        return new StoredType(
                organization,
                type,
                category,
                description,
                schema,
                example,
                deprecated,
                validate,
                createdBy,
                createdAt,
                updatedAt,
                isPublished);
    }
}
