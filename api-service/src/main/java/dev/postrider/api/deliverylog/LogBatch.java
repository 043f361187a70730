package dev.postrider.api.deliverylog;

import dev.postrider.common.wire.LogRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What one transaction writes: for each partition the offsets that it takes the log past, and the entries among them.
 *
 * @param spans in the order of topic and partition, which is the order in which their rows are locked
 */
record LogBatch(List<Span> spans) {
    /**
     * A stretch of one partition, without gaps.
     *
     * @param from the first offset; the log must stand here
     * @param to one past the last
     * @param entries what was readable, in order
     */
    record Span(TopicPartition partition, long from, long to, List<LogEntry> entries) {}

    LogBatch {
        spans = List.copyOf(spans);
    }

    static LogBatch of(Collection<Span> spans) {
        SequencedMap<String, Span> ordered = new TreeMap<>();
        spans.forEach(span ->
                ordered.put(span.partition().topic() + "/" + span.partition().partition(), span));
        return new LogBatch(List.copyOf(ordered.values()));
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    int size() {
        return spans.stream().mapToInt(span -> span.entries().size()).sum();
    }

    List<LogEntry> entries() {
        return spans.stream().flatMap(span -> span.entries().stream()).toList();
    }

    List<TopicPartition> partitions() {
        return spans.stream().map(Span::partition).toList();
    }

    Set<LogDay> days() {
        return entries().stream().map(LogEntry::day).collect(Collectors.toSet());
    }

    /** The same offsets without their entries. */
    LogBatch withoutEntries() {
        return new LogBatch(spans.stream()
                .map(span -> new Span(span.partition(), span.from(), span.to(), List.of()))
                .toList());
    }

    /** What is left when these partitions belong to another writer. */
    LogBatch without(Collection<TopicPartition> partitions) {
        return new LogBatch(spans.stream()
                .filter(span -> !partitions.contains(span.partition()))
                .toList());
    }

    /** Two batches which, written one after the other, write this one; each has fewer entries. There must be at least two. */
    List<LogBatch> halves() {
        int half = entries().size() / 2;
        List<Span> first = new ArrayList<>();
        List<Span> second = new ArrayList<>();
        int before = 0;
        for (Span span : spans) {
            int cut = Math.clamp(half - before, 0, span.entries().size());
            before += span.entries().size();
            if (cut == span.entries().size()) {
                first.add(span);
            } else if (cut == 0) {
                second.add(span);
            } else {
                LogRecord.Position next = span.entries().get(cut).position();
                first.add(new Span(
                        span.partition(),
                        span.from(),
                        next.offset(),
                        span.entries().subList(0, cut)));
                second.add(new Span(
                        span.partition(),
                        next.offset(),
                        span.to(),
                        span.entries().subList(cut, span.entries().size())));
            }
        }
        return List.of(new LogBatch(first), new LogBatch(second));
    }
}
