package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What panels must show: each query's series at one of two moments, in the steady flow and when all is at rest. Each panel must be named.
 */
final class Expected {
    private static final String WINDOW = "20s";
    private static final double TOLERANCE = 0.05;

    /** When a query is asked. */
    enum Moment {
        FLOW,
        REST
    }

    /**
     * A series of a query.
     *
     * @param label {@code name=value}; empty for the only series
     */
    private record Value(int query, Moment moment, String label, double low, double high) {}

    private final Map<String, List<Value>> panels = new HashMap<>();
    private List<Value> panel = new ArrayList<>();

    Expected panel(String name) {
        panel = new ArrayList<>();
        panels.put(name, panel);
        return this;
    }

    /** Per second in the flow, to one in twenty. */
    Expected rate(int query, String label, double perSecond) {
        return value(query, Moment.FLOW, label, perSecond * (1 - TOLERANCE), perSecond * (1 + TOLERANCE));
    }

    /** Exactly, at rest. */
    Expected exactly(int query, String label, double value) {
        return value(query, Moment.REST, label, value, value);
    }

    Expected between(int query, Moment moment, String label, double low, double high) {
        return value(query, moment, label, low, high);
    }

    private Expected value(int query, Moment moment, String label, double low, double high) {
        panel.add(new Value(query, moment, label, low, high));
        return this;
    }

    /** Asks every query of a panel and compares. */
    void check(Dashboards.Panel shown, Prometheus prometheus, Instant flow, Instant rest) {
        List<Value> values = panels.getOrDefault(shown.toString(), List.of());
        for (int i = 0; i < shown.queries().size(); i++) {
            int query = i;
            assertThat(values.stream().filter(value -> value.query() == query))
                    .as("expectations for query %d of %s", query, shown)
                    .isNotEmpty();
        }
        for (Value value : values) {
            String query = shown.queries().get(value.query()).replace("$__rate_interval", WINDOW);
            List<Prometheus.Series> series = prometheus.query(query, value.moment() == Moment.FLOW ? flow : rest);
            List<Prometheus.Series> one = series.stream()
                    .filter(each -> value.label().isEmpty() || has(each, value.label()))
                    .toList();
            assertThat(one)
                    .as("%s: %s of %s in %s", shown, value.label(), query, series)
                    .hasSize(1);
            double middle = (value.low() + value.high()) / 2;
            assertThat(one.getFirst().value())
                    .as("%s: %s of %s", shown, value.label(), query)
                    .isCloseTo(middle, within(value.high() - middle));
        }
    }

    private static boolean has(Prometheus.Series series, String label) {
        String[] parts = label.split("=", 2);
        return parts[1].equals(series.labels().get(parts[0]));
    }
}
