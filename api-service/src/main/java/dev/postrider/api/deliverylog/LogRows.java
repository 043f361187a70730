package dev.postrider.api.deliverylog;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A batch as rows: its events, what was rejected, its exchanges, one row per delivery, and the last exchange of each webhook.
 *
 * @param deliveries folded, so that each id stands here once
 * @param triggered by webhook, in order; tests and probes do not count
 * @param rounds of fan-out
 */
record LogRows(
        List<LogEntry.Published> events,
        List<RejectedRow> rejected,
        List<AttemptRow> attempts,
        Map<DeliveryId, DeliveryRow> deliveries,
        Map<WebhookId, AttemptRow> triggered,
        List<FanOutRound> rounds) {

    static LogRows of(LogBatch batch) {
        LogRows rows = new LogRows(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashMap<>(),
                new TreeMap<>(),
                new ArrayList<>());
        batch.entries().forEach(rows::add);
        return rows;
    }

    /** The exchanges of each webhook that was called; tests and probes do not count. */
    Map<WebhookId, List<AttemptRow>> calls() {
        return attempts.stream()
                .filter(attempt -> !attempt.exchange().isTest())
                .collect(Collectors.groupingBy(
                        attempt -> attempt.record().subject().webhook()));
    }

    private void add(LogEntry entry) {
        switch (entry) {
            case LogEntry.Published published -> events.add(published);
            case LogEntry.FannedOut fannedOut -> rounds.add(fannedOut.round());
            case LogEntry.Rejected one -> rejected.add(one.row());
            case LogEntry.Happened(LogRecord record, LogRecord.Position position) -> {
                deliveries.merge(record.subject().delivery(), DeliveryRow.of(record), DeliveryRow::merge);
                if (record instanceof LogRecord.Attempted attempted) {
                    add(AttemptRow.of(attempted, position.offset()));
                }
            }
        }
    }

    private void add(AttemptRow attempt) {
        attempts.add(attempt);
        if (!attempt.exchange().isTest()) {
            triggered.merge(
                    attempt.record().subject().webhook(),
                    attempt,
                    (earlier, later) -> later.at().isBefore(earlier.at()) ? earlier : later);
        }
    }
}
