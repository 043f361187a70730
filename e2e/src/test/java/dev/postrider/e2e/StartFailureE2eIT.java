package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the way of a start is told in one line, at once, and the program ends. */
@Tag("proof")
class StartFailureE2eIT {
    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    /** A data folder with everything in it, and what a second program said while the first one ran on it. */
    private static Path used;

    private static Launched second;

    @BeforeAll
    static void useADataFolderTwice() {
        used = Workdir.fresh("start-failure-used");
        try (Program program = Program.start(used)) {
            second = Launched.up(used, Map.of());
            var _ = second.awaitExit(PROMPTLY);
            var _ = program.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POSTRIDER_PORT", "POSTRIDER_MANAGEMENT_PORT", "POSTRIDER_KAFKA_PORT", "POSTRIDER_DATABASE_PORT"
            })
    void takenPortIsNamedWithItsSetting(String setting) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());

            String line = failure(Workdir.fresh("start-failure-port"), Map.of(setting, port));

            assertThat(line).contains(port, "taken", setting);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSTRIDER_PORT, http",
        "POSTRIDER_PORT, 70000",
        "POSTRIDER_KAFKA_PORT, -1",
        "POSTRIDER_ADMIN_KEY, too-short",
        "POSTRIDER_HOST, no.such.host.invalid"
    })
    void wrongSettingIsNamed(String setting, String value) {
        assertThat(failure(Workdir.fresh("start-failure-setting"), Map.of(setting, value)))
                .contains(setting);
    }

    @ParameterizedTest
    @CsvSource({
        "master-key, master key",
        "kafka/meta.properties, Kafka",
        "postgres/data/PG_VERSION, PostgreSQL",
        "postgres/data/global/pg_control, PostgreSQL"
    })
    void damagedDataFolderIsNamed(String file, String what) throws IOException {
        Path folder = Workdir.copy(used, "start-failure-damaged");
        Files.writeString(folder.resolve(file), "garbage");

        assertThat(failure(folder, Map.of())).contains(what, folder.toString(), "cannot be used");
    }

    @Test
    void dataFolderOfARunningProgramIsNamed() {
        assertThat(failure(second)).contains(used.toString(), "in use by another running process");
    }

    @Test
    void dataFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Workdir.fresh("start-failure-file");
        Files.writeString(file, "a file, not a folder");

        assertThat(failure(file, Map.of())).contains(file.toString(), "POSTRIDER_DATA_DIR");
    }

    /** The one line on the error stream, without the program's name. */
    private static String failure(Path dataDir, Map<String, String> environment) {
        try {
            return failure(Launched.up(dataDir, environment));
        } finally {
            Program.stopDatabaseOf(dataDir);
        }
    }

    private static String failure(Launched launched) {
        int code;
        try {
            code = launched.awaitExit(PROMPTLY);
        } catch (AssertionError hangs) {
            launched.kill();
            throw hangs;
        }
        assertThat(launched.errors()).startsWith("postrider: ").hasLineCount(1);
        assertThat(launched.output().lines()).allMatch(line -> line.startsWith("Starting Postrider in "));
        assertThat(code).isEqualTo(1);
        return launched.errors().strip();
    }
}
