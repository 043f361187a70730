package dev.postrider.trace;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** A span that has begun. It has ids and numbers, and nothing of payloads. */
public final class ActiveSpan {
    /** Where there is nothing to trace. */
    public static final ActiveSpan NONE = new ActiveSpan(Span.getInvalid());

    private static final AttributeKey<Long> DELIVERIES = AttributeKey.longKey("postrider.deliveries");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Span span;
    private final @Nullable TraceContext context;

    ActiveSpan(Span span) {
        this.span = span;
        this.context = RemoteSpans.trace(span);
    }

    /** What the records say that continue it; null for nothing. */
    public @Nullable TraceContext context() {
        return context;
    }

    /** Says which event it is about. */
    public void event(OrganizationId organization, EventId id, EventType type) {
        if (span.isRecording()) {
            SpanKeys.event(span, organization, id, type);
        }
    }

    /** Ends well. */
    public void end() {
        span.end();
    }

    /** Ends well, having made so many deliveries. */
    public void end(int deliveries) {
        span.setAttribute(DELIVERIES, (long) deliveries).end();
    }

    /** Ends badly. The error's text stays out of it: it may have something of a payload. */
    public void fail(Throwable error) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute(ERROR_TYPE, error.getClass().getName())
                .end();
    }
}
