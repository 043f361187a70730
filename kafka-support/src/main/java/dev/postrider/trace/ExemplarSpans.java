package dev.postrider.trace;

import dev.postrider.common.trace.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * By which histograms learn the trace of what they are told: exemplars. Each thread has its own, whichever service it is of: those of one
 * process may count in one registry.
 */
public final class ExemplarSpans implements SpanContext {
    private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

    /** Does something that belongs to an attempt's trace. */
    public void within(TraceContext attempt, Runnable work) {
        CURRENT.set(attempt);
        try {
            work.run();
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceContext attempt = CURRENT.get();
        return attempt == null ? null : attempt.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceContext attempt = CURRENT.get();
        return attempt == null ? null : attempt.lastAttempt();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return CURRENT.get() != null;
    }

    /** Whoever keeps all spans of a trace needs no mark. */
    @Override
    public void markCurrentSpanAsExemplar() {}
}
