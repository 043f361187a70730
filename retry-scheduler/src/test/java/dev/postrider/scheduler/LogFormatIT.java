package dev.postrider.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The log as the program writes it to standard output, in a process of its own: tests have a configuration of theirs. */
@Tag("proof")
class LogFormatIT {
    private static final String READY = "Reading the tiers";

    private final TierBench bench = new TierBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void logIsJsonWithTheAgreedKeysWhereItIsAskedFor() throws Exception {
        List<String> lines = printed("--postrider.log.format=logstash");

        assertThat(lines)
                .allSatisfy(line -> assertThat(
                                Json.tree(line.getBytes(StandardCharsets.UTF_8)).propertyNames())
                        .contains("@timestamp", "level", "logger_name", "thread_name", "message"));
        JsonNode ready = Json.tree(lines.getLast().getBytes(StandardCharsets.UTF_8));
        assertThat(ready.required("message").stringValue()).startsWith(READY);
        assertThat(ready.required("level").stringValue()).isEqualTo("INFO");
        assertThat(ready.required("logger_name").stringValue()).startsWith("dev.postrider.scheduler.");
    }

    @Test
    void logIsTextOtherwise() throws Exception {
        assertThat(printed().getLast()).contains(" INFO ").contains(READY).doesNotStartWith("{");
    }

    /** What it prints up to the line that says that it is ready. */
    private List<String> printed(String... more) throws Exception {
        String programOnly = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                programOnly,
                RetrySchedulerApplication.class.getName(),
                "--postrider.kafka.bootstrap-servers=" + bench.settings.bootstrapServers(),
                "--postrider.kafka.topic-prefix=" + bench.topics.prefix(),
                "--postrider.kafka.topics.partitions=3",
                "--postrider.kafka.topics.event-partitions=3",
                "--postrider.kafka.topics.retry-partitions=3",
                "--postrider.kafka.topics.replication=1",
                "--postrider.management-port=0"));
        command.addAll(List.of(more));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>();
            String line = output.readLine();
            while (line != null && !line.contains(READY)) {
                lines.add(line);
                line = output.readLine();
            }
            assertThat(line).as("ended after %s", lines).isNotNull();
            lines.add(String.valueOf(line));
            return lines;
        } finally {
            program.destroyForcibly();
            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
