package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.wire.LogRecord.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Halving keeps every offset and every entry, in order. */
class LogBatchTest {
    private static final TopicPartition FIRST = new TopicPartition("attempts", 0);
    private static final TopicPartition SECOND = new TopicPartition("attempts", 1);

    @Test
    void halvesMeetWhereTheSecondStarts() {
        LogBatch batch = new LogBatch(List.of(span(FIRST, 10, 15, 11, 12, 14)));

        List<LogBatch> halves = batch.halves();

        assertThat(halves.getFirst()).isEqualTo(new LogBatch(List.of(span(FIRST, 10, 12, 11))));
        assertThat(halves.getLast()).isEqualTo(new LogBatch(List.of(span(FIRST, 12, 15, 12, 14))));
    }

    @Test
    void halvingEndsWithBatchesOfOneEntryThatCoverEveryOffset() {
        LogBatch batch = new LogBatch(List.of(span(FIRST, 0, 9, 0, 3, 8), span(SECOND, 5, 7, 5, 6)));

        List<LogBatch> single = new ArrayList<>();
        split(batch, single);

        assertThat(single).allSatisfy(part -> assertThat(part.entries()).hasSize(1));
        assertThat(single.stream().flatMap(part -> part.entries().stream()).toList())
                .isEqualTo(batch.entries());
        assertThat(covered(single, FIRST)).isEqualTo(9);
        assertThat(covered(single, SECOND)).isEqualTo(2);
    }

    @Test
    void revokedPartitionsTakeTheirSpansAlong() {
        LogBatch batch = new LogBatch(List.of(span(FIRST, 0, 2, 1), span(SECOND, 5, 7, 5)));

        assertThat(batch.without(List.of(FIRST)).partitions()).containsExactly(SECOND);
        assertThat(batch.without(List.of(FIRST, SECOND)).isEmpty()).isTrue();
    }

    private static void split(LogBatch batch, List<LogBatch> into) {
        if (batch.entries().size() == 1) {
            into.add(batch);
        } else {
            batch.halves().forEach(half -> split(half, into));
        }
    }

    private static long covered(List<LogBatch> batches, TopicPartition partition) {
        return batches.stream()
                .flatMap(batch -> batch.spans().stream())
                .filter(span -> span.partition().equals(partition))
                .mapToLong(span -> span.to() - span.from())
                .sum();
    }

    private static LogBatch.Span span(TopicPartition partition, long from, long to, long... entries) {
        List<LogEntry> list = new ArrayList<>();
        for (long offset : entries) {
            LogSamples samples = LogSamples.of("default", new UUID(0, 1), "evt-" + offset)
                    .at(java.time.Instant.parse("2026-01-01T00:00:00Z"));
            list.add(new LogEntry.Happened(
                    samples.fannedOut(), new Position(partition.topic(), partition.partition(), offset)));
        }
        return new LogBatch.Span(partition, from, to, list);
    }
}
