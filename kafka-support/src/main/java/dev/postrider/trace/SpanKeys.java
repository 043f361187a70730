package dev.postrider.trace;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/** What all spans call the same. */
final class SpanKeys {
    private static final AttributeKey<String> ORGANIZATION = AttributeKey.stringKey("postrider.organization.id");
    private static final AttributeKey<String> EVENT = AttributeKey.stringKey("postrider.event.id");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("postrider.event.type");

    private SpanKeys() {}

    static void event(Span span, OrganizationId organization, EventId id, EventType type) {
        span.setAttribute(ORGANIZATION, organization.value())
                .setAttribute(EVENT, id.value())
                .setAttribute(TYPE, type.value());
    }
}
