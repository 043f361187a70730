package dev.postrider.common.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    /** {@code -Dpostrider.docs.update=true} writes it. */
    @Test
    void referencePageSaysWhatTheEnumSays() throws IOException {
        if (Boolean.getBoolean("postrider.docs.update")) {
            Files.writeString(PAGE, MetricPage.render());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(MetricPage.render());
    }

    @Test
    void namesAreUnique() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::prometheusName)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void namesAndLabelsAreAsPrometheusWantsThem(Metric metric) {
        assertThat(metric.prometheusName()).matches("postrider(_[a-z]+)+").doesNotContain("_total_");
        assertThat(metric.description()).isNotBlank().doesNotContain("|");
        assertThat(metric.labels()).extracting(MetricLabel::text).doesNotHaveDuplicates();
    }

    @Test
    void noLabelNamesAWebhookAnOrganizationOrAUrl() {
        assertThat(Arrays.stream(MetricLabel.values()))
                .noneMatch(label -> label.takes("7c9e6679-7425-40de-944b-e07fc1f90ae7"));
        assertThat(Arrays.stream(MetricLabel.values())).noneMatch(label -> label.takes("https://example.com/hook"));
    }

    @ParameterizedTest
    @EnumSource
    void bucketsRiseAndHaveTheMinuteOfTheObjective(MetricBuckets buckets) {
        assertThat(buckets.bounds()).isSorted().doesNotHaveDuplicates().contains(Duration.ofMinutes(1));
    }
}
