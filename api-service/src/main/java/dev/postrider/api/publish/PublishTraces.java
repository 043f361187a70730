package dev.postrider.api.publish;

import dev.postrider.api.publish.Admission.Verdict.Accepted;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.TraceHeaders;
import dev.postrider.trace.ActiveSpan;
import dev.postrider.trace.Tracing;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The span of one call that publishes: it continues what the request says of a trace, and the records of its events continue it. */
@Component
final class PublishTraces {
    private final Tracing tracing;
    private final Topics topics;

    PublishTraces(Tracing tracing, Topics topics) {
        this.tracing = tracing;
        this.topics = topics;
    }

    /**
     * Does the work within a span, where tracing is on.
     *
     * @param events whose records the work hands over
     */
    <T> Mono<T> of(ServerHttpRequest request, List<Accepted> events, Supplier<Mono<T>> work) {
        if (!tracing.isOn() || events.isEmpty()) {
            return work.get();
        }
        ActiveSpan span = tracing.publish(parent(request.getHeaders()), topics.events(), events.size());
        TraceContext trace = span.context();
        if (trace != null) {
            events.forEach(event -> TraceHeaders.put(event.record().headers(), trace));
        }
        if (events.size() == 1) {
            EventDraft event = events.getFirst().event();
            span.event(Objects.requireNonNull(event.organization()), Objects.requireNonNull(event.id()), event.type());
        }
        return work.get().doOnSuccess(_ -> span.end()).doOnError(span::fail).doOnCancel(span::end);
    }

    /** Headers that are given twice say nothing. */
    private static @Nullable TraceContext parent(HttpHeaders headers) {
        List<String> parents = headers.getOrEmpty(HeaderNames.TRACE_PARENT);
        List<String> states = headers.getOrEmpty(HeaderNames.TRACE_STATE);
        return parents.size() == 1
                ? TraceContext.parse(parents.getFirst(), states.isEmpty() ? null : String.join(",", states), null)
                : null;
    }
}
