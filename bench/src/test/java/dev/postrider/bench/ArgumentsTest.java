package dev.postrider.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void scenariosAndOptionsMayStandInAnyOrder() {
        Arguments arguments =
                Arguments.parse(List.of("drain", "--repeat", "7", "--quick", "scale", "--json", "out.json"));

        assertThat(arguments).isEqualTo(new Arguments(List.of("drain", "scale"), true, 7, Path.of("out.json"), null));
    }

    @Test
    void unknownOptionsAndBadNumbersAreNamed() {
        assertThatThrownBy(() -> Arguments.parse(List.of("--slow"))).hasMessage("there is no option --slow");
        assertThatThrownBy(() -> Arguments.parse(List.of("--repeat", "none")))
                .hasMessage("--repeat needs a number from 1, not none");
        assertThatThrownBy(() -> Arguments.parse(List.of("--json"))).hasMessage("--json needs a value");
    }
}
