package dev.postrider.api.deliverylog;

import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.Page;
import dev.postrider.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deliveries as a file, however many: newest first, as the reader takes them, so that neither memory nor a transaction grows
 * with their number. Rows that arrive meanwhile are newer than the first page and are not in it.
 *
 * <p>The log is gone through in stretches of time, as long as statements stay quick: with a filter that hardly anything matches
 * one statement would read all of it.
 */
final class DeliveryExport {
    private static final int PAGE = 500;
    private static final Duration FIRST_WINDOW = Duration.ofHours(1);
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final Duration QUICK = Duration.ofMillis(250);

    /** The server holds a hundred of them for a reader that is slow. */
    private static final int PIECE = 8 * 1024;

    /** Who reads nothing for so long is gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DeliveryQueries deliveries;
    private final ExportSlots slots;
    private final InstantSource clock;
    private final Duration kept;

    /** What the file looks like. */
    enum Format {
        /** RFC 4180 with a line of names. */
        CSV,
        /** One JSON object on each line. */
        NDJSON;

        static final Set<String> NAMES = Set.of("csv", "ndjson");

        static Format of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        private MediaType type() {
            return this == CSV ? new MediaType("text", "csv", StandardCharsets.UTF_8) : MediaType.APPLICATION_NDJSON;
        }

        private String fileName() {
            return this == CSV ? "deliveries.csv" : "deliveries.ndjson";
        }

        private Flux<byte[]> start() {
            return this == CSV ? Flux.just(DeliveryCsv.names().getBytes(StandardCharsets.UTF_8)) : Flux.empty();
        }

        private byte[] line(DeliveryRow row) {
            if (this == CSV) {
                return DeliveryCsv.line(row).getBytes(StandardCharsets.UTF_8);
            }
            byte[] json = Json.write(generator -> DeliveryJson.write(generator, row));
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        }
    }

    /** Deliveries that were fanned out between two times; the first inclusive. */
    private record Window(Instant from, Instant to) {
        static Window before(Instant end, Duration length, Instant earliest) {
            Instant start = end.minus(length);
            return new Window(start.isAfter(earliest) ? start : earliest, end);
        }
    }

    /** A page of a window, and how long its statement took. */
    private record Step(Window window, Page<DeliveryRow> page, Duration took) {
        /** Twice as long where that was quick, half as long where it was not. */
        Duration nextLength() {
            Duration length = Duration.between(window.from(), window.to());
            Duration next = took.compareTo(QUICK) < 0 ? length.multipliedBy(2) : length.dividedBy(2);
            return next.compareTo(LONGEST_WINDOW) > 0
                    ? LONGEST_WINDOW
                    : next.compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : next;
        }
    }

    /**
     * @param kept how long deliveries are kept
     */
    DeliveryExport(DeliveryQueries deliveries, ExportSlots slots, InstantSource clock, Duration kept) {
        this.deliveries = deliveries;
        this.slots = slots;
        this.clock = clock;
        this.kept = kept;
    }

    /**
     * The answer. Until its first line is there a trouble is a problem, from then on it breaks the connection, so that nobody
     * takes a part for the whole.
     */
    ResponseEntity<Flux<DataBuffer>> answer(DeliveryFilter filter, Format format) {
        Flux<byte[]> lines = slots.in(
                filter.organization(),
                // The first page before the names: a database that is down is a problem, not a file.
                pages(filter)
                        .switchOnFirst((first, pages) -> first.isOnError()
                                ? pages.map(_ -> new byte[0])
                                : format.start().concatWith(pages.concatMapIterable(page -> pieces(page, format), 1))));
        return ResponseEntity.ok()
                .contentType(format.type())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(format.fileName())
                                .build()
                                .toString())
                .body(lines.timeout(PATIENCE)
                        .map(DefaultDataBufferFactory.sharedInstance::wrap)
                        .cast(DataBuffer.class));
    }

    private Flux<List<DeliveryRow>> pages(DeliveryFilter filter) {
        Instant now = clock.instant();
        // Clocks differ: what a dispatcher took for a moment later is there as well.
        Instant to = filter.to().orElse(now.plus(FIRST_WINDOW));
        Instant oldest = now.minus(kept).minus(Duration.ofDays(2));
        Instant from = filter.from().filter(given -> given.isAfter(oldest)).orElse(oldest);
        return page(filter, Window.before(to, FIRST_WINDOW, from), Optional.empty())
                .expand(step -> next(filter, step, from))
                .map(step -> step.page().items());
    }

    private Mono<Step> next(DeliveryFilter filter, Step step, Instant from) {
        if (step.page().hasMore()) {
            return page(
                    filter, step.window(), Optional.of(place(step.page().items().getLast())));
        }
        Window done = step.window();
        return done.from().isAfter(from)
                ? page(filter, Window.before(done.from(), step.nextLength(), from), Optional.empty())
                : Mono.empty();
    }

    private Mono<Step> page(DeliveryFilter filter, Window window, Optional<Cursor> after) {
        return deliveries
                .list(filter.within(window.from(), window.to()).page(after, PAGE))
                .collectList()
                .map(rows -> Page.of(rows, PAGE, OptionalLong.empty()))
                .elapsed()
                .map(timed -> new Step(window, timed.getT2(), Duration.ofMillis(timed.getT1())));
    }

    private static Cursor place(DeliveryRow row) {
        return new Cursor(row.subject().fannedOutAt(), row.id().value());
    }

    private static List<byte[]> pieces(List<DeliveryRow> page, Format format) {
        List<byte[]> pieces = new ArrayList<>();
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        for (DeliveryRow row : page) {
            piece.writeBytes(format.line(row));
            if (piece.size() >= PIECE) {
                pieces.add(piece.toByteArray());
                piece.reset();
            }
        }
        if (piece.size() > 0) {
            pieces.add(piece.toByteArray());
        }
        return pieces;
    }
}
