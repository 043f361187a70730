package dev.postrider.api.deliverylog;

import dev.postrider.api.stats.StatsChange;
import dev.postrider.api.stats.StatsKey;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.id.DeliveryId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a batch adds to the statistics: exchanges in the hour in which they ended, deliveries in the hour in which they were
 * delivered or given up for the first time. Tests and probes do not count.
 */
final class BatchStats {
    private BatchStats() {}

    /** The days of which the batch may add something. */
    static Set<LogDay> days(LogRows rows) {
        Set<LogDay> days = new TreeSet<>();
        rows.attempts().forEach(attempt -> days.add(day(attempt.end())));
        rows.deliveries().values().forEach(row -> {
            Instant deliveredAt = row.state().deliveredAt();
            Death death = row.death();
            if (deliveredAt != null) {
                days.add(day(deliveredAt));
            }
            if (death != null) {
                days.add(day(death.at()));
            }
        });
        return days;
    }

    private static LogDay day(Instant time) {
        return new LogDay(LogKind.STATISTICS, LogEntry.dayOf(time));
    }

    /**
     * What it adds.
     *
     * @param after the rows of its deliveries as they are now
     * @param before those of them that the log knew before
     */
    static StatsChange of(LogRows rows, List<DeliveryRow> after, Map<DeliveryId, DeliveryRow> before) {
        StatsChange change = new StatsChange();
        for (AttemptRow attempt : rows.attempts()) {
            LastExchange exchange = attempt.exchange();
            if (!exchange.isTest()) {
                change.exchanged(
                        key(attempt.end(), DeliverySubject.of(attempt.record().subject())),
                        exchange.succeeded(),
                        exchange.trigger() == Trigger.RETRY,
                        exchange.duration());
            }
        }
        for (DeliveryRow row : after) {
            // Whatever moved a counter came with this batch, so its time is that of the batch's own row.
            DeliveryRow told = rows.deliveries().get(row.id());
            CounterChange counted = CounterChange.of(before.get(row.id()), row);
            if (told != null) {
                ended(change, row, told.state().deliveredAt(), counted.successes(), 0);
                ended(change, row, told.death() == null ? null : told.death().at(), 0, counted.failures());
            }
        }
        return change;
    }

    private static void ended(StatsChange change, DeliveryRow row, @Nullable Instant at, int delivered, int dead) {
        if (at != null) {
            change.ended(key(at, row.subject()), delivered, dead);
        }
    }

    private static StatsKey key(Instant at, DeliverySubject subject) {
        return StatsKey.at(at, subject.organization(), subject.webhook(), subject.type());
    }
}
