package dev.postrider.trace;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a service, named and described by OpenTelemetry's conventions for messaging and HTTP. What is exported waits in a
 * bounded queue, and is dropped where nobody takes it.
 *
 * <pre>
 *   publish ─► fan-out ─┬─► attempt 1
 *   (producer) (consumer)├─► attempt 2, linked to attempt 1
 *                       └─► …
 * </pre>
 *
 * A trace begins where its first span does, and whether it is sampled is decided there and nowhere else. Off, it makes nothing.
 */
public final class Tracing implements AutoCloseable {
    private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LAST_EXPORT = Duration.ofSeconds(2);

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<Long> BATCH = AttributeKey.longKey("messaging.batch.message_count");

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;
    private final ExemplarSpans exemplars = new ExemplarSpans();

    private Tracing(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("dev.postrider");
    }

    /** Makes no spans. */
    public static Tracing off() {
        return new Tracing(null);
    }

    /**
     * As the settings say.
     *
     * @param service {@code service.name} of its spans
     * @param of a class of the packed service, whose manifest has the version
     */
    public static Tracing of(TracingSettings settings, String service, Class<?> of) {
        if (!settings.isOn()) {
            return off();
        }
        OtlpHttpSpanExporterBuilder exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(Objects.requireNonNull(settings.endpoint()));
        settings.headersOrNone().forEach(exporter::addHeader);
        return of(
                BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(EXPORT_INTERVAL)
                        .build(),
                settings.ratioOrDefault(),
                service,
                Optional.ofNullable(of.getPackage().getImplementationVersion()).orElse("dev"));
    }

    /** With spans that go there. */
    public static Tracing of(SpanProcessor spans, double ratio, String service, String version) {
        return new Tracing(SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"), service,
                                AttributeKey.stringKey("service.namespace"), "postrider",
                                AttributeKey.stringKey("service.version"), version))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(spans)
                .build());
    }

    public boolean isOn() {
        return tracer != null;
    }

    /** By which histograms learn which attempt they are told of. */
    public ExemplarSpans exemplars() {
        return exemplars;
    }

    /**
     * Events are being published. Their records carry its context, sampled or not, so that nobody decides again.
     *
     * @param parent what the producer says; null for nothing
     */
    public ActiveSpan publish(@Nullable TraceContext parent, String topic, int events) {
        if (tracer == null) {
            return ActiveSpan.NONE;
        }
        SpanBuilder span = messaging(tracer, parent, "publish", topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(OPERATION, "send");
        if (events > 1) {
            span.setAttribute(BATCH, (long) events);
        }
        return new ActiveSpan(span.startSpan());
    }

    /**
     * An event, or a slice of its webhooks, is being fanned out. None where the trace is not sampled: then its deliveries belong to none.
     *
     * @param parent what the event's record says; null for nothing, where a trace begins
     */
    public ActiveSpan fanOut(@Nullable TraceContext parent, String topic) {
        if (tracer == null) {
            return ActiveSpan.NONE;
        }
        Span span = messaging(tracer, parent, "fan-out", topic)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(OPERATION, "process")
                .startSpan();
        return span.getSpanContext().isSampled() ? new ActiveSpan(span) : ActiveSpan.NONE;
    }

    /** An attempt begins; none where the delivery belongs to no trace. */
    public AttemptSpan attempt(Delivery delivery, String url, Instant at) {
        TraceContext trace = delivery.trace();
        if (tracer == null || trace == null) {
            return AttemptSpan.NONE;
        }
        return AttemptSpan.start(
                tracer.spanBuilder("POST")
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(at)
                        .setParent(RemoteSpans.context(trace)),
                trace,
                delivery,
                url);
    }

    private static SpanBuilder messaging(Tracer tracer, @Nullable TraceContext parent, String operation, String topic) {
        return tracer.spanBuilder(operation + " " + topic)
                .setParent(RemoteSpans.context(parent))
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION_NAME, operation)
                .setAttribute(DESTINATION, topic);
    }

    /** Exports what is left, for a moment. */
    @Override
    public void close() {
        if (provider != null) {
            var _ = provider.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
