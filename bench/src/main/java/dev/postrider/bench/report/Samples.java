package dev.postrider.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Repeated measurements of one thing. */
public final class Samples {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public int count() {
        return values.size();
    }

    /** The newest; NaN where there are none. */
    public double last() {
        return values.isEmpty() ? Double.NaN : values.getLast();
    }

    /** NaN where there are none. */
    public double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Half the width of the 95 % confidence interval of the mean, by Student's t; NaN below two values. */
    public double confidence95() {
        int n = values.size();
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return n < 2 ? Double.NaN : StudentT.quantile975(n - 1) * Math.sqrt(squares / (n - 1) / n);
    }
}
