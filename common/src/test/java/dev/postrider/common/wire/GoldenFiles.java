package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/**
 * Records as text, compared with the files that hold what earlier versions wrote. {@code -Dpostrider.golden.update=true}
 * writes them anew: only for a new record or a new header, never to make a changed one pass.
 */
final class GoldenFiles {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenFiles() {}

    static void verify(String name, ProducerRecord<byte[], byte[]> record) {
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (Boolean.getBoolean("postrider.golden.update")) {
                Files.writeString(file, render(record));
            }
            assertThat(render(record)).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record that an earlier version wrote, as a consumer gets it: text in key, headers and value. */
    static ConsumerRecord<byte[], byte[]> written(String name) {
        try {
            String[] parts = Files.readString(FOLDER.resolve(name + ".txt"))
                    .stripTrailing()
                    .split("\n\n", 2);
            Map<String, String> lines = Arrays.stream(parts[0].split("\n"))
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1], (a, b) -> a, LinkedHashMap::new));
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    Objects.requireNonNull(lines.remove("topic")),
                    bytes(Objects.requireNonNull(lines.remove("key"))),
                    bytes(parts[1]));
            lines.forEach((header, value) -> record.headers().add(header, bytes(value)));
            return received(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The record as a consumer gets it. */
    static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                7,
                1_772_366_400_000L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    private static String render(ProducerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        text.append("topic: ").append(record.topic()).append('\n');
        text.append("key: ")
                .append((record.key() == null ? "(none)" : utf8(record.key())))
                .append('\n');
        for (Header header : record.headers()) {
            text.append(header.key()).append(": ").append(utf8(header.value())).append('\n');
        }
        byte[] value = record.value();
        return text.append('\n')
                .append(value == null ? "(tombstone)" : utf8(value))
                .append('\n')
                .toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
