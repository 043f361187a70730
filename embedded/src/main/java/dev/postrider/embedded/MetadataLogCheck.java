package dev.postrider.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the controller's log before Kafka does. Kafka cuts a damaged log off at the damage and goes on; a single node has no
 * other to learn the rest from, would forget topics, and would then delete their records as stray. A torn write at the very
 * end is what a kill leaves behind and is forgiven.
 */
final class MetadataLogCheck {
    private static final String LOG = "__cluster_metadata-0";

    private MetadataLogCheck() {}

    /** @throws CorruptRecordException naming the damaged file */
    static void requireIntact(Path folder) throws IOException {
        Path log = folder.resolve(LOG);
        if (!Files.isDirectory(log)) {
            requireNoTopics(folder);
            return;
        }
        List<Path> segments;
        try (Stream<Path> files = Files.list(log)) {
            segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        for (Path segment : segments) {
            checkSegment(segment);
        }
    }

    private static void requireNoTopics(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isDirectory).findAny().ifPresent(topic -> {
                throw new CorruptRecordException(
                        LOG + " is missing, but there are topics, such as " + topic.getFileName());
            });
        }
    }

    private static void checkSegment(Path segment) throws IOException {
        long intact = 0;
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                intact += batch.sizeInBytes();
            }
        } catch (RuntimeException damaged) {
            throw damagedAt(segment, intact, damaged);
        }
        if (intact == 0 && Files.size(segment) > 0) {
            throw damagedAt(segment, 0, null);
        }
    }

    private static CorruptRecordException damagedAt(Path segment, long position, @Nullable Throwable cause) {
        String message = "%s/%s is damaged at byte %d".formatted(LOG, segment.getFileName(), position);
        // The message last in the chain is the one shown: the cause only goes along.
        CorruptRecordException damaged = new CorruptRecordException(message);
        if (cause != null) {
            damaged.addSuppressed(cause);
        }
        return damaged;
    }
}
