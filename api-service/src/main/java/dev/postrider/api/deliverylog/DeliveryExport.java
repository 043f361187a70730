package dev.postrider.api.deliverylog;

import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.Page;
import dev.postrider.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
 * Deliveries as a file, however many: newest first, page by page as the reader takes them, so that neither memory nor a
 * transaction grows with their number. Rows that arrive meanwhile are newer than the first page and are not in it.
 */
final class DeliveryExport {
    private static final int PAGE = 500;

    private final DeliveryQueries deliveries;

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

        private byte[] start() {
            return this == CSV ? DeliveryCsv.names().getBytes(StandardCharsets.UTF_8) : new byte[0];
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

    DeliveryExport(DeliveryQueries deliveries) {
        this.deliveries = deliveries;
    }

    /**
     * The answer, once the first page is there: until then a trouble is a problem, from then on it breaks the connection, so that
     * nobody takes a part for the whole.
     */
    Mono<ResponseEntity<Flux<DataBuffer>>> answer(DeliveryFilter filter, Format format) {
        return page(filter, Optional.empty()).map(first -> {
            Flux<byte[]> rest = Mono.just(first)
                    .expand(page -> page.hasMore()
                            ? page(filter, Optional.of(place(page.items().getLast())))
                            : Mono.empty())
                    .map(page -> lines(page.items(), format));
            return ResponseEntity.ok()
                    .contentType(format.type())
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.attachment()
                                    .filename(format.fileName())
                                    .build()
                                    .toString())
                    .body(Flux.just(format.start())
                            .concatWith(rest)
                            .filter(bytes -> bytes.length > 0)
                            .map(DefaultDataBufferFactory.sharedInstance::wrap)
                            .cast(DataBuffer.class));
        });
    }

    private Mono<Page<DeliveryRow>> page(DeliveryFilter filter, Optional<Cursor> after) {
        return deliveries
                .list(filter.page(after, PAGE))
                .collectList()
                .map(rows -> Page.of(rows, PAGE, OptionalLong.empty()));
    }

    private static Cursor place(DeliveryRow row) {
        return new Cursor(row.subject().fannedOutAt(), row.id().value());
    }

    private static byte[] lines(List<DeliveryRow> page, Format format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        page.forEach(row -> bytes.writeBytes(format.line(row)));
        return bytes.toByteArray();
    }
}
