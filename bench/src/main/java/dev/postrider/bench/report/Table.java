package dev.postrider.bench.report;

import java.util.List;
import java.util.Locale;

/** Results for people. */
public final class Table {
    private static final int NAME_WIDTH = 58;

    private Table() {}

    /** One scenario's lines, each with its line end. */
    public static String of(Result result) {
        StringBuilder text = new StringBuilder();
        text.append("\n== ").append(result.scenario()).append('\n');
        for (Figure figure : result.figures()) {
            text.append(line(figure.name(), number(figure.value()), figure.unit()));
        }
        for (Bound bound : result.bounds()) {
            String side = bound.limit() == Bound.Limit.AT_LEAST ? ">=" : "<=";
            text.append(line(
                    bound.name(),
                    number(bound.measured()),
                    side + " " + number(bound.than()) + "  " + (bound.holds() ? "PASS" : "FAIL")));
        }
        result.notes().forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    /** The last line: how many bounds hold. */
    public static String verdict(List<Result> results) {
        long all = results.stream().mapToLong(result -> result.bounds().size()).sum();
        long held = results.stream()
                .flatMap(result -> result.bounds().stream())
                .filter(Bound::holds)
                .count();
        return "%n%d of %d bounds hold%n".formatted(held, all);
    }

    private static String line(String name, String value, String rest) {
        return String.format(Locale.ROOT, "  %-" + NAME_WIDTH + "s %12s  %s%n", name, value, rest);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
