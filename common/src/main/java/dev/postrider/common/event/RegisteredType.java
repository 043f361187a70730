package dev.postrider.common.event;

import dev.postrider.common.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * An event type that an organization has registered, as far as those who take events need it.
 *
 * @param schema that {@code data} must satisfy; null where nothing is asked of it
 * @param deprecated whether producers are to stop using it
 */
public record RegisteredType(@Nullable RawJson schema, boolean deprecated) {}
