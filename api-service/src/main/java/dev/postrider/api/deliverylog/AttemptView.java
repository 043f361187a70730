package dev.postrider.api.deliverylog;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as REST shows it.
 *
 * @param requestBody only where it is not rendered from the event
 */
public record AttemptView(
        int tryNumber,
        int attempt,
        Instant startedAt,
        long durationMicros,
        boolean succeeded,
        String outcome,
        @Nullable Integer statusCode,
        @Nullable String error,
        String trigger,
        String requestHeaders,
        @Nullable String requestBody,
        @Nullable String responseHeaders,
        @Nullable String responseBody) {

    static AttemptView read(Readable row) {
        return new AttemptView(
                get(row, "try", Integer.class),
                get(row, "attempt", Integer.class),
                get(row, "started_at", Instant.class),
                get(row, "duration_us", Long.class),
                get(row, "succeeded", Boolean.class),
                get(row, "outcome", String.class),
                row.get("status_code", Integer.class),
                row.get("error", String.class),
                get(row, "trigger", String.class),
                get(row, "request_headers", String.class),
                row.get("request_body", String.class),
                row.get("response_headers", String.class),
                row.get("response_body", String.class));
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
