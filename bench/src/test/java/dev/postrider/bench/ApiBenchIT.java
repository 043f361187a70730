package dev.postrider.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.bench.process.Children;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.scenario.ApiLists;
import dev.postrider.bench.scenario.ApiPublish;
import dev.postrider.bench.scenario.Bench;
import dev.postrider.bench.scenario.LogWriting;
import dev.postrider.bench.scenario.Scenario;
import dev.postrider.bench.scenario.Sizes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of the API at a tiny size: their figures mean nothing, but all of them are there. */
@Tag("proof")
class ApiBenchIT {
    @Test
    void apiIsMeasuredAgainstWhatIsBareAndAgainstItself(@TempDir Path work) throws Exception {
        List<Scenario> scenarios = List.of(new ApiPublish(), new ApiLists(), new LogWriting());
        try (Children children = new Children(work);
                Bench bench = Bench.start(Sizes.TINY, children, work, null, _ -> {})) {
            for (Scenario scenario : scenarios) {
                Result result = scenario.run(bench);

                assertThat(Stream.concat(
                                result.figures().stream().map(figure -> figure.value()),
                                result.bounds().stream().map(bound -> bound.measured())))
                        .isNotEmpty()
                        .allSatisfy(value -> assertThat(value).isNotNaN().isNotNegative());
            }
        }
    }
}
