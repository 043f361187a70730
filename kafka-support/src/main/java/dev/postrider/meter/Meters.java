package dev.postrider.meter;

import dev.postrider.common.metric.Metric;
import dev.postrider.common.metric.MetricLabel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers metrics, each a constant of {@link Metric}: its name, unit, description and buckets come from there, and a label takes only
 * the values that stand there. What is to be counted often is asked for once and kept.
 */
public final class Meters {
    private final MeterRegistry registry;
    /** The registry itself keeps what is counted elsewhere weakly, and would show nothing once it is collected. */
    private final Queue<Supplier<? extends Number>> kept = new ConcurrentLinkedQueue<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param labels values in the order of the metric's labels
     */
    public Counter counter(Metric metric, String... labels) {
        require(metric, Metric.Kind.COUNTER);
        return Counter.builder(metric.text())
                .description(metric.description())
                .tags(tags(metric, List.of(labels)))
                .register(registry);
    }

    /** A counter that is counted elsewhere, and read when somebody looks, for as long as this object is kept. */
    public void counted(Metric metric, Supplier<? extends Number> count, String... labels) {
        require(metric, Metric.Kind.COUNTER);
        kept.add(count);
        FunctionCounter.builder(metric.text(), count, value -> value.get().doubleValue())
                .description(metric.description())
                .tags(tags(metric, List.of(labels)))
                .register(registry);
    }

    /** A histogram of durations, with the buckets that the metric says. */
    public Timer timer(Metric metric, String... labels) {
        require(metric, Metric.Kind.HISTOGRAM);
        return Timer.builder(metric.text())
                .description(metric.description())
                .serviceLevelObjectives(metric.buckets().bounds().toArray(Duration[]::new))
                .tags(tags(metric, List.of(labels)))
                .register(registry);
    }

    /** A gauge that is read when somebody looks. */
    public void gauge(Metric metric, Supplier<? extends Number> value, String... labels) {
        require(metric, Metric.Kind.GAUGE);
        Gauge.builder(metric.text(), value, now -> now.get().doubleValue())
                .description(metric.description())
                .baseUnit(baseUnit(metric))
                .tags(tags(metric, List.of(labels)))
                .strongReference(true)
                .register(registry);
    }

    /** A gauge whose series come and go. */
    public Rows rows(Metric metric) {
        require(metric, Metric.Kind.GAUGE);
        return new Rows(
                metric,
                MultiGauge.builder(metric.text())
                        .description(metric.description())
                        .baseUnit(baseUnit(metric))
                        .register(registry));
    }

    /** The series of one gauge, set all at once. */
    public static final class Rows {
        private final Metric metric;
        private final MultiGauge gauge;

        private Rows(Metric metric, MultiGauge gauge) {
            this.metric = metric;
            this.gauge = gauge;
        }

        /**
         * @param values by the values of the metric's labels, in their order
         */
        public void set(Map<List<String>, ? extends Number> values) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            values.forEach((labels, value) -> rows.add(MultiGauge.Row.of(tags(metric, labels), value)));
            gauge.register(rows, true);
        }
    }

    private static Tags tags(Metric metric, List<String> values) {
        List<MetricLabel> labels = metric.labels();
        if (labels.size() != values.size()) {
            throw new IllegalArgumentException(metric + " has " + labels.size() + " labels, not " + values.size());
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.get(i).takes(values.get(i))) {
                throw new IllegalArgumentException(
                        "the label " + labels.get(i).text() + " of " + metric + " cannot be '" + values.get(i) + "'");
            }
            tags.add(Tag.of(labels.get(i).text(), values.get(i)));
        }
        return Tags.of(tags);
    }

    private static void require(Metric metric, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " is no " + kind);
        }
    }

    private static @Nullable String baseUnit(Metric metric) {
        return metric.isUnitInName() ? metric.unit().text() : null;
    }
}
