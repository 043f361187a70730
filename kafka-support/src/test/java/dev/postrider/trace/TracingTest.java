package dev.postrider.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final TraceContext SAMPLED =
            new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-01", "vendor=1", null);
    private static final TraceContext UNSAMPLED = new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-00", null, null);
    private static final String URL = "https://hooks.example.com:8443/hush-path?token=hush";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @Test
    void offItMakesNothing() {
        Tracing off = Tracing.of(new TracingSettings(null, 1.0, null), "service", TracingTest.class);

        assertThat(off.isOn()).isFalse();
        assertThat(off.publish(SAMPLED, "events", 1)).isSameAs(ActiveSpan.NONE);
        assertThat(off.fanOut(SAMPLED, "events")).isSameAs(ActiveSpan.NONE);
        assertThat(off.attempt(delivery(1, SAMPLED), URL, NOW)).isSameAs(AttemptSpan.NONE);
        assertThat(ActiveSpan.NONE.context()).isNull();
    }

    @Test
    void theParentsDecisionIsFollowedWhateverTheRatio() {
        Tracing all = tracing(1);
        Tracing none = tracing(0);

        ActiveSpan unsampled = all.publish(UNSAMPLED, "events", 1);
        ActiveSpan sampled = none.publish(SAMPLED, "events", 1);
        unsampled.end();
        sampled.end();

        assertThat(parent(unsampled)).startsWith("00-" + TRACE).endsWith("-00");
        assertThat(parent(sampled)).startsWith("00-" + TRACE).endsWith("-01");
        assertThat(sampled.context()).extracting(TraceContext::state).isEqualTo("vendor=1");
        assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void aTraceThatIsNotSampledEndsAtFanOut() {
        assertThat(tracing(1).fanOut(UNSAMPLED, "events")).isSameAs(ActiveSpan.NONE);
        assertThat(tracing(0).fanOut(null, "events")).isSameAs(ActiveSpan.NONE);
        assertThat(tracing(1).fanOut(null, "events").context()).isNotNull();
    }

    @Test
    void anAttemptIsAClientsSpanWithoutTheSecretsOfItsUrlAndSaysWhatCameOfIt() {
        AttemptSpan first = tracing(0).attempt(delivery(1, SAMPLED), URL, NOW);
        first.end(
                new AttemptOutcome.Failed(FailureKind.TIMEOUT, "hush", Duration.ofSeconds(1)),
                new RetryDecision.Retry(NOW.plusSeconds(60)),
                NOW.plusSeconds(1));

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(1_000_000_000L);
        assertThat(span.getLinks()).isEmpty();
        assertThat(text(span, "server.address")).isEqualTo("hooks.example.com");
        assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
                .isEqualTo(8443);
        assertThat(text(span, "error.type")).isEqualTo("timeout");
        assertThat(text(span, "postrider.next_attempt_at")).isEqualTo("2026-03-01T12:01:00Z");
        assertThat(span.toString()).doesNotContain("hush");
    }

    @Test
    void aLaterAttemptLinksToTheOneBeforeUnderTheSameParent() {
        Tracing tracing = tracing(0);
        AttemptSpan first = tracing.attempt(delivery(1, SAMPLED), URL, NOW);
        AttemptSpan second = tracing.attempt(delivery(2, first.trace()), URL, NOW);
        second.end(new AttemptOutcome.Failed(FailureKind.RESET, "", Duration.ZERO), new RetryDecision.Delivered(), NOW);

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
            assertThat(link.getSpanContext().getSpanId()).isEqualTo(id(first));
        });
    }

    @Test
    void aRequestNamesTheAttemptsSpanInPlaceOfWhatTheOwnerWrote() {
        AttemptSpan span = tracing(0).attempt(delivery(1, SAMPLED), URL, NOW);
        Map<String, String> headers = new HashMap<>(Map.of("TraceParent", "mine", "X-Other", "kept"));

        span.propagate(headers);
        AttemptSpan.NONE.propagate(headers);

        assertThat(headers)
                .containsOnly(
                        Map.entry("X-Other", "kept"),
                        Map.entry("tracestate", "vendor=1"),
                        Map.entry("traceparent", "00-" + TRACE + "-" + id(span) + "-01"));
    }

    @Test
    void settingsThatCannotBeAreRefusedByName() {
        assertThatThrownBy(() -> new TracingSettings("collector:4318", null, null))
                .hasMessageContaining("postrider.tracing.endpoint");
        assertThatThrownBy(() -> new TracingSettings(null, 1.5, null)).hasMessageContaining("postrider.tracing.ratio");
        assertThat(new TracingSettings("http://c:4318/v1/traces", null, Map.of("Authorization", "hush")))
                .asString()
                .doesNotContain("hush");
    }

    private Tracing tracing(double ratio) {
        return Tracing.of(SimpleSpanProcessor.create(exporter), ratio, "service", "1");
    }

    private static String parent(ActiveSpan span) {
        return Objects.requireNonNull(span.context()).parent();
    }

    private static String id(AttemptSpan span) {
        return Objects.requireNonNull(Objects.requireNonNull(span.trace()).lastAttempt());
    }

    private static @Nullable String text(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static Delivery delivery(int attempt, @Nullable TraceContext trace) {
        WebhookId webhook = new WebhookId(UUID.fromString("7c9e6679-7425-40de-944b-e07fc1f90ae7"));
        OrganizationId organization = new OrganizationId("acme");
        EventId event = new EventId("evt-1");
        return new Delivery(
                DeliveryId.of(NOW, organization, event, webhook, ""),
                webhook,
                organization,
                event,
                new EventType("user.created"),
                NOW,
                NOW,
                1,
                NOW,
                attempt,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                "application/json",
                "{\"card\":\"hush\"}".getBytes(StandardCharsets.UTF_8),
                trace);
    }
}
