package dev.postrider.api.deliverylog;

import dev.postrider.common.json.Json;
import dev.postrider.common.wire.LogRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One listener. What happens waits here until it is read, up to a bound; who reads too slowly is told so and ended. The thread of
 * {@link Tails} feeds it, any other may end it.
 */
final class Tail {
    /** A second's worth of what one dispatcher does at full speed. */
    static final int MAX_WAITING = 2_000;

    private final DeliveryFilter filter;
    private final Optional<TailPosition> from;
    private final Sinks.Many<ServerSentEvent<String>> waiting =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MAX_WAITING));
    private final AtomicReference<@Nullable String> end = new AtomicReference<>();
    private long[] next = {};

    Tail(DeliveryFilter filter, Optional<TailPosition> from) {
        this.filter = filter;
        this.from = from;
    }

    /** What the listener is sent, to the event that says why it ends. */
    Flux<ServerSentEvent<String>> events() {
        return waiting.asFlux().concatWith(Mono.fromSupplier(() -> event("end", "reason", String.valueOf(end.get()))));
    }

    /**
     * Says where to begin: at its position where that is still there.
     *
     * @param beginnings of the partitions
     */
    void begin(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
        next = new long[ends.size()];
        boolean sameTopic = from.isPresent() && from.get().next().length == next.length;
        boolean lost = from.isPresent() && !sameTopic;
        for (Map.Entry<TopicPartition, Long> partition : ends.entrySet()) {
            int number = partition.getKey().partition();
            long last = partition.getValue();
            long first = beginnings.getOrDefault(partition.getKey(), last);
            long wanted = sameTopic ? from.get().next()[number] : last;
            lost |= wanted < first || wanted > last;
            next[number] = Math.clamp(wanted, first, last);
        }
        if (lost) {
            emit(event("gap", "reason", "what happened after the last event was removed from the topic meanwhile"));
        }
        emit(comment("listening"));
    }

    /** The offset of a partition that it goes on at. */
    long next(int partition) {
        return next[partition];
    }

    /** Takes what happened, unless it had that before, it is another organization's, or the filters leave it out. */
    void take(int partition, long offset, LogRecord record, DeliveryRow row) {
        if (offset < next[partition]) {
            return;
        }
        next[partition] = offset + 1;
        if (matches(row)) {
            emit(ServerSentEvent.<String>builder()
                    .id(new TailPosition(next).text())
                    .event("delivery")
                    .data(Json.writeText(json -> {
                        json.writeStartObject();
                        json.writeStringProperty("what", what(record));
                        json.writeStringProperty("at", record.at().toString());
                        json.writeName("delivery");
                        DeliveryJson.write(json, row);
                        json.writeEndObject();
                    }))
                    .build());
        }
    }

    /** Shows that the connection lives; ends the tail if there is none. */
    void beat() {
        if (waiting.currentSubscriberCount() == 0) {
            end("gone");
        }
        emit(comment("still here"));
    }

    /** Ends it; the first reason holds. */
    void end(String reason) {
        if (end.compareAndSet(null, reason)) {
            synchronized (this) {
                waiting.tryEmitComplete();
            }
        }
    }

    boolean isEnded() {
        return end.get() != null;
    }

    private boolean matches(DeliveryRow row) {
        DeliverySubject subject = row.subject();
        LastExchange last = row.last();
        return subject.organization().equals(filter.organization())
                && filter.webhook().map(subject.webhook()::equals).orElse(true)
                && filter.eventType().map(subject.type().value()::equals).orElse(true)
                && filter.eventId().map(subject.event().value()::equals).orElse(true)
                && filter.status().map(row.state().status()::equals).orElse(true)
                && filter.reason()
                        .map(reason -> reason.equals(row.state().reason()))
                        .orElse(true)
                && filter.statusCode()
                        .map(code -> last != null && code.equals(last.statusCode()))
                        .orElse(true);
    }

    /** Sinks refuse to be fed by two threads at a time. */
    private void emit(ServerSentEvent<String> event) {
        Sinks.EmitResult result;
        synchronized (this) {
            result = waiting.tryEmitNext(event);
        }
        switch (result) {
            // Nobody who reads also counts as nobody there.
            case FAIL_OVERFLOW, FAIL_ZERO_SUBSCRIBER ->
                end("too slow: more than " + MAX_WAITING + " events waited to be read");
            case FAIL_CANCELLED -> end("gone");
            default -> {}
        }
    }

    private static String what(LogRecord record) {
        return switch (record) {
            case LogRecord.FannedOut _ -> "fanned_out";
            case LogRecord.TryStarted _ -> "try_started";
            case LogRecord.Attempted _ -> "attempt";
            case LogRecord.Dead _ -> "dead";
            case LogRecord.Cancelled _ -> "cancelled";
            case LogRecord.Held _ -> "held";
            case LogRecord.Duplicate _ -> "duplicate";
        };
    }

    private static ServerSentEvent<String> event(String name, String field, String value) {
        return ServerSentEvent.<String>builder()
                .event(name)
                .data(Json.writeText(json -> {
                    json.writeStartObject();
                    json.writeStringProperty(field, value);
                    json.writeEndObject();
                }))
                .build();
    }

    private static ServerSentEvent<String> comment(String text) {
        return ServerSentEvent.<String>builder().comment(text).build();
    }
}
