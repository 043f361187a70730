package dev.postrider.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.bench.process.Children;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Figure;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.scenario.Bench;
import dev.postrider.bench.scenario.Ladder;
import dev.postrider.bench.scenario.Sizes;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ladder's scenario at a tiny size: its figures mean nothing, but all of them are there and nothing is lost. */
@Tag("proof")
class LadderBenchIT {
    @Test
    void ladderMeasuresTheSchedulerAndTheBareLoop(@TempDir Path work) throws Exception {
        Result result;
        try (Children children = new Children(work);
                Bench bench = Bench.start(Sizes.TINY, children, work, null, _ -> {})) {
            result = new Ladder().run(bench);
        }

        assertThat(result.figures())
                .allSatisfy(figure -> assertThat(figure.value()).isNotNaN().isNotNegative());
        assertThat(result.figures())
                .extracting(Figure::name)
                .contains("scheduler", "bare loop: consume, produce, commit", "lateness, median");
        assertThat(result.bounds())
                .filteredOn(bound -> bound.name().equals("records that never came"))
                .singleElement()
                .matches(Bound::holds);
    }
}
