package dev.postrider.api.deliverylog;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.wire.LogRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as the log keeps it.
 *
 * @param at when it started
 * @param logOffset where its record stands on its partition of {@code attempts}; all of a delivery's stand on one partition
 * @param responseHeaders a JSON object, null where no complete answer came
 */
record AttemptRow(
        LogRecord.Attempted record,
        Instant at,
        long logOffset,
        LastExchange exchange,
        String requestHeaders,
        @Nullable String requestBody,
        @Nullable String responseHeaders,
        @Nullable String responseBody) {

    /** When the exchange ended; records are told in about this order. */
    Instant end() {
        return at.plus(exchange.duration());
    }

    static AttemptRow of(LogRecord.Attempted record, long logOffset) {
        AttemptOutcome.@Nullable Responded responded =
                record.outcome() instanceof AttemptOutcome.Responded answer ? answer : null;
        String requestBody = record.requestBody();
        return new AttemptRow(
                record,
                Micros.of(record.at()),
                logOffset,
                LastExchange.of(record),
                Texts.json(record.requestHeaders()),
                requestBody == null ? null : Texts.storable(requestBody),
                responded == null ? null : Texts.json(responded.headers()),
                responded == null ? null : Texts.storable(responded.body()));
    }
}
