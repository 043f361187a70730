package dev.postrider.dispatcher.fanout;

import static dev.postrider.dispatcher.fanout.FanOutRig.deliveries;
import static dev.postrider.dispatcher.fanout.FanOutRig.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.dispatcher.webhookview.ViewOf;
import dev.postrider.trace.Tracing;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracedFanOutTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String EVENT = "{\"event\":\"a\",\"data\":1}";
    private static final String LATER = "{\"event\":\"a\",\"data\":1,\"deliver_at\":\"2026-03-02T12:00:00Z\"}";

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void deliveriesOfATracedEventContinueItsTrace() throws Exception {
        fanOut(on(0), EVENT, "traceparent", SAMPLED, "tracestate", "vendor=1");

        assertThat(traces())
                .hasSize(2)
                .allSatisfy(trace -> assertThat(trace).isNotNull())
                .extracting(TraceContext::traceId, TraceContext::state)
                .containsOnly(tuple(TRACE, "vendor=1"));
        assertThat(traces()).extracting(TraceContext::parent).doesNotContain(SAMPLED);
    }

    @Test
    void deliveriesOfAnEventThatIsNotSampledBelongToNoTrace() throws Exception {
        fanOut(on(1), EVENT, "traceparent", SAMPLED.replace("-01", "-00"));
        fanOut(on(0), EVENT);
        fanOut(Tracing.off(), EVENT, "traceparent", SAMPLED);

        assertThat(traces()).hasSize(6).containsOnlyNulls();
        assertThat(producer.history())
                .allSatisfy(record -> assertThat(record.headers().lastHeader(HeaderNames.TRACE_PARENT))
                        .isNull());
    }

    @Test
    void aTraceBeginsAtFanOutWhereNobodyHasDecided() throws Exception {
        fanOut(on(1), EVENT, "traceparent", "rubbish");

        assertThat(traces()).hasSize(2).doesNotContainNull();
    }

    @Test
    void theTraceOfAScheduledEventWaitsWithIt() throws Exception {
        fanOut(on(0), LATER, "traceparent", SAMPLED);

        ProducerRecord<byte[], byte[]> waiting = producer.history().getFirst();
        assertThat(waiting.topic()).contains("retry.");
        assertThat(new String(
                        waiting.headers().lastHeader(HeaderNames.TRACE_PARENT).value(), StandardCharsets.UTF_8))
                .isEqualTo(SAMPLED);
    }

    private List<@Nullable TraceContext> traces() {
        return deliveries(producer.history())
                .<@Nullable TraceContext>map(Delivery::trace)
                .toList();
    }

    private void fanOut(Tracing tracing, String event, String... headers) throws Exception {
        FanOut fanOut = FanOutRig.fanOut(
                ViewOf.webhooks(FanOutRig.webhooks(2, "a")), producer, FanOutRig.slices(1000), FanOutRig.NOW, tracing);
        SendWindow window = fanOut.window(_ -> {});
        fanOut.slice(event(0, 7, event, headers), null, 10, window);
        window.await();
    }

    private static Tracing on(double ratio) {
        return Tracing.of(SpanProcessor.composite(), ratio, "test", "1");
    }
}
