package dev.postrider.api.deliverylog;

import dev.postrider.api.audit.Audit;
import dev.postrider.api.matching.FanOutRounds;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.stats.StatsChange;
import dev.postrider.api.stats.StatsTables;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.DisabledReason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Writes a batch: one transaction that advances the log first, so that it writes everything once or nothing. */
final class LogStore {
    private final TransactionalOperator transactions;
    private final LogPartitions partitions;
    private final OffsetTable offsets;
    private final HistoryTables history;
    private final RejectedTable rejected;
    private final DeliveryTable deliveries;
    private final CounterTable counters;
    private final HealthTable health;
    private final StatsTables statistics;
    private final FanOutRounds rounds;
    private final OperationalEvents operational;
    private final InstantSource clock;
    private final DisablingListener disabling;

    /**
     * @param disabling told of webhooks once it is committed that they are disabled
     */
    LogStore(
            DatabaseClient database,
            TransactionalOperator transactions,
            LogPartitions partitions,
            DeliveryLogProperties properties,
            InstantSource clock,
            DisablingListener disabling) {
        this.transactions = transactions;
        this.partitions = partitions;
        this.offsets = new OffsetTable(database);
        this.history = new HistoryTables(database);
        this.rejected = new RejectedTable(database);
        this.deliveries = new DeliveryTable(database);
        this.counters = new CounterTable(database);
        this.health = new HealthTable(database, new Audit(database, clock), properties.disableAfter());
        this.statistics = new StatsTables(database);
        this.rounds = new FanOutRounds(database);
        this.operational = new OperationalEvents(database);
        this.clock = clock;
        this.disabling = disabling;
    }

    OffsetTable offsets() {
        return offsets;
    }

    /** Completes when the batch is written. Errors are told apart by {@link WriteFailure}. */
    Mono<Void> write(LogBatch batch) {
        return Mono.defer(() -> {
            LogRows rows = LogRows.of(batch);
            Set<LogDay> days = new TreeSet<>(batch.days());
            BatchStats.days(rows).stream().filter(partitions::isKept).forEach(days::add);
            return partitions
                    .ensure(days)
                    .then(transactions.transactional(write(batch, rows)))
                    .doOnNext(disabled -> disabled.forEach(disabling::disabled))
                    .then();
        });
    }

    /** Gives the webhooks that were disabled. */
    private Mono<Map<WebhookId, DisabledReason>> write(LogBatch batch, LogRows rows) {
        LocalDate open = LogEntry.dayOf(clock.instant()).minusDays(1);
        return offsets.advance(batch.spans())
                .then(history.insertEvents(rows.events(), open))
                .then(rejected.insert(rows.rejected(), open))
                .then(history.insertAttempts(rows.attempts(), open))
                .then(rounds.add(rows.rounds()))
                // The offsets' locks keep every other writer off these deliveries and the counters of their webhooks
                // between the reads and the writes.
                .then(deliveries.lock(rows.deliveries().keySet()).collectMap(DeliveryRow::id))
                .flatMap(before -> fold(rows, before));
    }

    private Mono<Map<WebhookId, DisabledReason>> fold(LogRows rows, Map<DeliveryId, DeliveryRow> before) {
        List<DeliveryRow> after = new ArrayList<>();
        rows.deliveries().forEach((id, row) -> {
            DeliveryRow known = before.get(id);
            after.add(known == null ? row : known.merge(row));
        });
        Map<WebhookId, CounterChange> changes = CounterChange.of(after, before);
        StatsChange counted = BatchStats.of(rows, after, before);
        counted.keep(day -> partitions.isKept(new LogDay(LogKind.STATISTICS, day)));
        return deliveries
                .upsert(after)
                .then(statistics.add(counted))
                .then(operational.add(OperationalChange.of(after, before)))
                .then(health.read(CounterTable.of(changes, rows.triggered())))
                .flatMap(read -> judge(rows, changes, read));
    }

    private Mono<Map<WebhookId, DisabledReason>> judge(
            LogRows rows, Map<WebhookId, CounterChange> changes, Map<WebhookId, WebhookHealth> read) {
        Instant now = Micros.of(clock.instant());
        Map<WebhookId, List<AttemptRow>> calls = rows.calls();
        Map<WebhookId, FailureStreak> streaks = new HashMap<>();
        Map<WebhookId, DisabledReason> reasons = new HashMap<>();
        read.forEach((webhook, known) -> {
            WebhookHealth.Judgement judgement = known.judge(calls.getOrDefault(webhook, List.of()), now);
            streaks.put(webhook, judgement.streak());
            if (judgement.reason() != null) {
                reasons.put(webhook, judgement.reason());
            }
        });
        return counters.add(changes, rows.triggered(), streaks)
                .then(health.disable(reasons, read, now))
                .flatMap(disabled -> {
                    reasons.keySet().retainAll(disabled.keySet());
                    return operational
                            .add(OperationalChange.disabled(disabled, reasons, rows.triggered(), now))
                            .thenReturn(reasons);
                });
    }
}
