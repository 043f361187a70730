package dev.postrider.trace;

import dev.postrider.common.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what records and requests say of traces into OpenTelemetry's contexts, and back. */
final class RemoteSpans {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final W3CTraceContextPropagator FORMAT = W3CTraceContextPropagator.getInstance();

    private RemoteSpans() {}

    /** The context of the span that a record names; without a parent where it names none. */
    static Context context(@Nullable TraceContext trace) {
        return trace == null ? Context.root() : FORMAT.extract(Context.root(), trace, Getter.INSTANCE);
    }

    /** The span of the attempt before, which stands in the same trace. */
    static SpanContext lastAttempt(TraceContext trace, String spanId) {
        return SpanContext.createFromRemoteParent(
                trace.traceId(), spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** What a record says that continues this span; null for one that is none. */
    static @Nullable TraceContext trace(Span span) {
        SpanContext context = span.getSpanContext();
        if (!context.isValid()) {
            return null;
        }
        String[] texts = new String[2];
        FORMAT.inject(Context.root().with(span), texts, (into, name, value) -> {
            if (into != null) {
                into[name.equals(PARENT) ? 0 : 1] = value;
            }
        });
        return TraceContext.parse(texts[0], texts[1], null);
    }

    private enum Getter implements TextMapGetter<TraceContext> {
        INSTANCE;

        @Override
        public Iterable<String> keys(TraceContext trace) {
            return List.of(PARENT, STATE);
        }

        @Override
        public @Nullable String get(@Nullable TraceContext trace, String name) {
            if (trace == null) {
                return null;
            }
            return switch (name) {
                case PARENT -> trace.parent();
                case STATE -> trace.state();
                default -> null;
            };
        }
    }
}
