package dev.postrider.common.metric;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The reference page of all metrics, in Markdown. */
public final class MetricPage {
    private MetricPage() {}

    /** The whole page. */
    public static String render() {
        StringBuilder page = new StringBuilder("""
            # Metrics
            Each service shows them in Prometheus' format at `/actuator/prometheus` on its management port; `./postrider up` shows those of all
            three at its own. This page is written from the enum `Metric`, and a test compares the two. Besides these there are those of the JVM, of
            the process, of the API's requests (`http_server_requests_seconds`) and of its connections to PostgreSQL (`r2dbc_pool_*`), by the names
            that Spring Boot and Micrometer give them.

            No label has a webhook, an organization or a URL: what they would tell is in PostgreSQL, and the dashboard *One organization* reads it
            there. With any number of webhooks a service has fewer than 2,000 series. A count begins at 0 with each start of its process. What every
            replica tells in full (stages, webhooks) is to be read with `max`, everything else with `sum`.
            """);
        for (Metric.Service service : Metric.Service.values()) {
            page.append("\n## ").append(service.title()).append("\n");
            page.append("| metric | kind | unit | labels | meaning |\n|---|---|---|---|---|\n");
            Arrays.stream(Metric.values())
                    .filter(metric -> metric.service() == service)
                    .map(MetricPage::row)
                    .forEach(page::append);
        }
        page.append("\n## Labels\n| label | of | values |\n|---|---|---|\n");
        Arrays.stream(MetricLabel.values()).map(MetricPage::row).forEach(page::append);
        page.append("\n"
                + "## Buckets\n"
                + "Upper bounds of histograms in seconds; beside its buckets each has `_count`, `_sum` and"
                + " `_max`.\n\n");
        page.append("| histograms | bounds |\n|---|---|\n");
        Arrays.stream(MetricBuckets.values()).map(MetricPage::row).forEach(page::append);
        return page.toString();
    }

    private static String row(Metric metric) {
        String labels =
                metric.labels().stream().map(label -> "`" + label.text() + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        metric.prometheusName(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.unit().text(),
                        labels,
                        metric.description());
    }

    private static String row(MetricLabel label) {
        return "| `%s` | %s | %s |\n".formatted(label.text(), metrics(label), label.description());
    }

    private static String row(MetricBuckets buckets) {
        return "| %s | %s |\n"
                .formatted(
                        Arrays.stream(Metric.values())
                                .filter(metric -> metric.kind() == Metric.Kind.HISTOGRAM && metric.buckets() == buckets)
                                .map(metric -> "`" + metric.prometheusName() + "`")
                                .collect(Collectors.joining(", ")),
                        buckets.bounds().stream().map(MetricPage::seconds).collect(Collectors.joining(", ")));
    }

    private static String metrics(MetricLabel label) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.labels().contains(label))
                .map(metric -> "`" + metric.prometheusName() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration bound) {
        long millis = bound.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
    }
}
