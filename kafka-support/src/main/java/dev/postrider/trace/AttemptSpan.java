package dev.postrider.trace;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The span of one attempt, a client's of HTTP. Of the URL it has scheme, host and port: path and query of a webhook may be its secret.
 * Those of the same delivery have one parent, the span of its fan-out, and each links to the one before.
 */
public final class AttemptSpan {
    /** Of a delivery that nobody traces. */
    public static final AttemptSpan NONE = new AttemptSpan(Span.getInvalid(), null);

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> WEBHOOK = AttributeKey.stringKey("postrider.webhook.id");
    private static final AttributeKey<String> DELIVERY = AttributeKey.stringKey("postrider.delivery.id");
    private static final AttributeKey<Long> TRY = AttributeKey.longKey("postrider.try");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("postrider.attempt");
    private static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("postrider.trigger");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("postrider.decision");
    private static final AttributeKey<String> NEXT = AttributeKey.stringKey("postrider.next_attempt_at");

    private final Span span;
    private final @Nullable TraceContext trace;

    private AttemptSpan(Span span, @Nullable TraceContext trace) {
        this.span = span;
        this.trace = trace;
    }

    static AttemptSpan start(SpanBuilder builder, TraceContext trace, Delivery delivery, String url) {
        String last = trace.lastAttempt();
        if (last != null) {
            builder.addLink(RemoteSpans.lastAttempt(trace, last));
        }
        Span span = builder.setAttribute(METHOD, "POST")
                .setAttribute(WEBHOOK, delivery.webhook().toString())
                .setAttribute(DELIVERY, delivery.id().toString())
                .setAttribute(TRY, (long) delivery.tryNumber())
                .setAttribute(ATTEMPT, (long) delivery.attempt())
                .setAttribute(TRIGGER, delivery.trigger().text())
                .startSpan();
        if (!span.isRecording()) {
            return NONE;
        }
        SpanKeys.event(span, delivery.organization(), delivery.event(), delivery.type());
        if (delivery.attempt() > 1) {
            span.setAttribute(RESENDS, delivery.attempt() - 1L);
        }
        server(span, url);
        return new AttemptSpan(span, trace.after(span.getSpanContext().getSpanId()));
    }

    private static void server(Span span, String url) {
        try {
            URI uri = URI.create(url);
            span.setAttribute(SCHEME, uri.getScheme()).setAttribute(HOST, uri.getHost());
            if (uri.getPort() > 0) {
                span.setAttribute(PORT, (long) uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // The attempt itself says what is wrong with the URL.
            span.setAttribute(HOST, "");
        }
    }

    /** The trace as a later attempt of the delivery continues it; null where there is none. */
    public @Nullable TraceContext trace() {
        return trace;
    }

    /** Lets a request say that it belongs to this span, in place of what its headers say of traces. */
    public void propagate(Map<String, String> headers) {
        TraceContext sent = trace == null ? null : RemoteSpans.trace(span);
        if (sent == null) {
            return;
        }
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("traceparent") || name.equalsIgnoreCase("tracestate"));
        headers.put("traceparent", sent.parent());
        if (sent.state() != null) {
            headers.put("tracestate", Objects.requireNonNull(sent.state()));
        }
    }

    /** Ends with what came of it. */
    public void end(AttemptOutcome outcome, RetryDecision decision, Instant at) {
        if (trace == null) {
            return;
        }
        switch (outcome) {
            case AttemptOutcome.Responded answer -> {
                span.setAttribute(STATUS, (long) answer.status());
                if (answer.status() / 100 != 2) {
                    span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, Integer.toString(answer.status()));
                }
            }
            case AttemptOutcome.Failed failure ->
                span.setStatus(StatusCode.ERROR)
                        .setAttribute(ERROR_TYPE, failure.kind().text());
        }
        switch (decision) {
            case RetryDecision.Delivered() -> span.setAttribute(DECISION, "delivered");
            case RetryDecision.Dead(var reason) -> span.setAttribute(DECISION, "dead:" + reason.text());
            case RetryDecision.Retry(Instant due) ->
                span.setAttribute(DECISION, "retry").setAttribute(NEXT, due.toString());
        }
        span.end(at);
    }
}
