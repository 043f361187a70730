package dev.postrider.api.stats;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;

/** Statistics as the API shows them. */
final class StatsJson {
    /** More than hours of a month and webhooks of an organization; of event types the first ones are shown. */
    static final int MAX_ITEMS = 1_000;

    private static final double NANOS_PER_MILLI = 1e6;

    private StatsJson() {}

    static void write(JsonGenerator json, StatsQuery query, Tally total, SortedMap<String, Tally> groups) {
        json.writeStartObject();
        json.writeStringProperty("from", query.from().toString());
        json.writeStringProperty("to", query.to().toString());
        tally(json, "totals", total);
        query.groupBy().ifPresent(grouping -> {
            json.writeArrayPropertyStart("items");
            groups.entrySet().stream().limit(MAX_ITEMS).forEach(group -> item(json, grouping, group));
            json.writeEndArray();
            json.writeBooleanProperty("has_more", groups.size() > MAX_ITEMS);
        });
        json.writeEndObject();
    }

    static void writeTop(JsonGenerator json, TopQuery query, List<TopWebhooks.Found> found) {
        json.writeStartObject();
        json.writeStringProperty("from", query.from().toString());
        json.writeStringProperty("to", query.to().toString());
        json.writeStringProperty("by", query.by().text());
        json.writeArrayPropertyStart("items");
        for (TopWebhooks.Found one : found) {
            json.writeStartObject();
            json.writeStringProperty("organization_id", one.organization().value());
            json.writeStringProperty("webhook_id", one.webhook().toString());
            fields(json, one.tally());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void item(JsonGenerator json, Grouping grouping, Map.Entry<String, Tally> group) {
        json.writeStartObject();
        json.writeStringProperty(grouping.field(), group.getKey());
        fields(json, group.getValue());
        json.writeEndObject();
    }

    private static void tally(JsonGenerator json, String name, Tally tally) {
        json.writeObjectPropertyStart(name);
        fields(json, tally);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, Tally tally) {
        json.writeNumberProperty("delivered", tally.delivered());
        json.writeNumberProperty("dead", tally.dead());
        share(json, "success_rate", tally.delivered(), tally.delivered() + tally.dead());
        json.writeNumberProperty("attempts", tally.attempts());
        json.writeNumberProperty("failed_attempts", tally.failedAttempts());
        json.writeNumberProperty("retries", tally.retries());
        share(json, "retry_rate", tally.retries(), tally.attempts());
        if (tally.attempts() == 0) {
            json.writeNullProperty("latency_ms");
            return;
        }
        json.writeObjectPropertyStart("latency_ms");
        millis(json, "average", tally.duration().dividedBy(tally.attempts()));
        millis(json, "p50", tally.percentile(0.5));
        millis(json, "p95", tally.percentile(0.95));
        millis(json, "p99", tally.percentile(0.99));
        json.writeEndObject();
    }

    private static void share(JsonGenerator json, String name, long part, long whole) {
        json.writeName(name);
        if (whole == 0) {
            json.writeNull();
        } else {
            json.writeNumber(Math.round(1e4 * (double) part / (double) whole) / 1e4);
        }
    }

    private static void millis(JsonGenerator json, String name, Duration duration) {
        json.writeNumberProperty(name, Math.round(10 * (double) duration.toNanos() / NANOS_PER_MILLI) / 10.0);
    }
}
