package dev.postrider.bench.report;

import java.util.ArrayList;
import java.util.List;

/** What a scenario measured. */
public record Result(String scenario, List<Figure> figures, List<Bound> bounds, List<String> notes) {
    public Result {
        figures = List.copyOf(figures);
        bounds = List.copyOf(bounds);
        notes = List.copyOf(notes);
    }

    public boolean holds() {
        return bounds.stream().allMatch(Bound::holds);
    }

    /** Collects a result. */
    public static final class Builder {
        private final String scenario;
        private final List<Figure> figures = new ArrayList<>();
        private final List<Bound> bounds = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        public Builder(String scenario) {
            this.scenario = scenario;
        }

        public Builder figure(String name, double value, String unit) {
            figures.add(new Figure(name, value, unit));
            return this;
        }

        public Builder bound(Bound bound) {
            bounds.add(bound);
            return this;
        }

        /** Something without which the figures would be misread. */
        public Builder note(String text) {
            notes.add(text);
            return this;
        }

        public Result build() {
            return new Result(scenario, figures, bounds, notes);
        }
    }
}
