package dev.postrider.api.deliverylog;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries as lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula begins with an apostrophe: event ids
 * and errors come from outside (OWASP, CSV Injection).
 */
final class DeliveryCsv {
    private static final String END = "\r\n";
    private static final Pattern INNER_FORMULA = Pattern.compile("([;\\t])([=+\\-@])");
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private static final List<Column> COLUMNS = List.of(
            new Column("id", row -> row.id().toString()),
            new Column("created_at", row -> text(row.subject().fannedOutAt())),
            new Column("webhook_id", row -> row.subject().webhook().toString()),
            new Column("event_id", row -> row.subject().event().value()),
            new Column("event", row -> row.subject().type().value()),
            new Column("status", row -> row.state().status().text()),
            new Column("reason", row -> row.state().reason()),
            new Column("try", row -> Integer.toString(row.state().tryNumber())),
            new Column("attempt", row -> Integer.toString(row.state().attempt())),
            new Column("exchanges", row -> Integer.toString(row.exchanges())),
            new Column("status_code", ofLast(LastExchange::statusCode)),
            new Column("duration_ms", ofLast(last -> last.duration().toMillis())),
            new Column("error", ofLast(LastExchange::error)),
            new Column("trigger", ofLast(last -> last.trigger().text())),
            new Column("next_attempt_at", row -> text(row.state().nextAttemptAt())),
            new Column("delivered_at", row -> text(row.state().deliveredAt())),
            new Column("updated_at", row -> text(row.updatedAt())),
            new Column("replay_id", row -> text(row.replay())),
            new Column(
                    "redrive_id",
                    row -> row.redrive() == null ? null : text(row.redrive().job())));

    /** A column; its value may be absent. */
    private record Column(String name, Function<DeliveryRow, @Nullable String> value) {}

    private DeliveryCsv() {}

    /** The first line. */
    static String names() {
        return COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")) + END;
    }

    static String line(DeliveryRow row) {
        return COLUMNS.stream().map(column -> cell(column.value().apply(row))).collect(Collectors.joining(",")) + END;
    }

    static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String safe = FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        // Where a comma is the decimal sign, spreadsheets split at semicolons, and elsewhere at tabs.
        safe = INNER_FORMULA.matcher(safe).replaceAll("$1'$2");
        boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static Function<DeliveryRow, @Nullable String> ofLast(Function<LastExchange, @Nullable Object> value) {
        return row -> {
            LastExchange last = row.last();
            return last == null ? null : text(value.apply(last));
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
