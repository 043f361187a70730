package dev.postrider.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.metric.Metric;
import dev.postrider.common.metric.MetricBuckets;
import dev.postrider.common.metric.MetricLabel;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);

    @ParameterizedTest
    @EnumSource
    void prometheusShowsTheNameThatTheReferencePageSays(Metric metric) {
        String[] labels = metric.labels().stream().map(MetersTest::someValue).toArray(String[]::new);
        switch (metric.kind()) {
            case COUNTER -> meters.counter(metric, labels).increment();
            case GAUGE -> meters.gauge(metric, () -> 1, labels);
            case HISTOGRAM -> meters.timer(metric, labels).record(Duration.ofMillis(1));
        }

        String shown = registry.scrape();
        String suffix = metric.kind() == Metric.Kind.HISTOGRAM ? "_count" : "";
        assertThat(shown).containsPattern("(?m)^" + metric.prometheusName() + suffix + "[ {]");
        assertThat(shown).contains("# HELP " + metric.prometheusName());
        for (MetricLabel label : metric.labels()) {
            assertThat(shown).contains(label.text() + "=\"");
        }
    }

    @Test
    void histogramHasTheBucketsOfItsMetricAndNoOther() {
        meters.timer(Metric.ATTEMPT).record(Duration.ofMillis(1));

        assertThat(registry.scrape().lines().filter(line -> line.startsWith("postrider_attempt_seconds_bucket")))
                .hasSize(MetricBuckets.EXCHANGE.bounds().size() + 1)
                .anyMatch(line -> line.contains("le=\"60.0\""));
    }

    @Test
    void whatIsCountedElsewhereIsReadWhenAsked() {
        long[] count = {3};
        meters.counted(Metric.DELIVERIES_MADE, () -> count[0]);
        count[0] = 5;
        // Nothing but the registration holds the question, and it must outlive a collection.
        System.gc();

        assertThat(registry.scrape()).contains("postrider_deliveries_made_total 5.0");
    }

    @Test
    void rowsThatAreGoneAreNotShown() {
        Meters.Rows rows = meters.rows(Metric.SEALED_ROWS);
        rows.set(Map.of(List.of("k1", "secret"), 3L, List.of("k2", "secret"), 4L));
        rows.set(Map.of(List.of("k2", "secret"), 5L));

        assertThat(registry.scrape())
                .contains("postrider_sealed_rows{key=\"k2\",place=\"secret\"} 5.0")
                .doesNotContain("k1");
    }

    @Test
    void labelThatIsNotInTheSetIsRefused() {
        assertThatThrownBy(() -> meters.counter(Metric.DEAD, "bored")).hasMessageContaining("cannot be 'bored'");
        assertThatThrownBy(() -> meters.counter(Metric.DEAD)).hasMessageContaining("1 labels, not 0");
        assertThatThrownBy(() -> meters.timer(Metric.DEAD, "expired")).hasMessageContaining("HISTOGRAM");
    }

    private static String someValue(MetricLabel label) {
        return List.of(
                        "success",
                        "expired",
                        "behind",
                        "requested",
                        "unreadable",
                        "schema",
                        "no",
                        "closed",
                        "active",
                        "redrive",
                        "1m",
                        "log",
                        "k1")
                .stream()
                .filter(label::takes)
                .findFirst()
                .orElseThrow();
    }
}
