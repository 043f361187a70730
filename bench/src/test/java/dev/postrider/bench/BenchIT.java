package dev.postrider.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.bench.process.Children;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Figure;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.scenario.Bench;
import dev.postrider.bench.scenario.Drain;
import dev.postrider.bench.scenario.Sizes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness at a tiny size: its figures mean nothing, but all of them are there and nothing is lost. */
class BenchIT {
    @Test
    void drainMeasuresTheDispatcherAndTheBareLoops(@TempDir Path work) throws Exception {
        Result result;
        try (Children children = new Children(work);
                Bench bench = Bench.start(Sizes.TINY, children, work, null, _ -> {})) {
            result = new Drain().run(bench);
        }

        assertThat(result.figures())
                .allSatisfy(figure -> assertThat(figure.value()).isNotNaN().isNotNegative());
        assertThat(result.figures())
                .extracting(Figure::name)
                .contains("dispatcher: deliveries", "bare loop, hand-written Netty: deliveries");
        assertThat(result.bounds())
                .filteredOn(bound -> bound.name().equals("deliveries that never came"))
                .singleElement()
                .matches(Bound::holds);
    }
}
