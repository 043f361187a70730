package dev.postrider.api.deliverylog;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Writes a batch: one transaction that advances the log first, so that it writes everything once or nothing. */
final class LogStore {
    private final TransactionalOperator transactions;
    private final LogPartitions partitions;
    private final OffsetTable offsets;
    private final HistoryTables history;
    private final DeliveryTable deliveries;
    private final CounterTable counters;

    LogStore(DatabaseClient database, TransactionalOperator transactions, LogPartitions partitions) {
        this.transactions = transactions;
        this.partitions = partitions;
        this.offsets = new OffsetTable(database);
        this.history = new HistoryTables(database);
        this.deliveries = new DeliveryTable(database);
        this.counters = new CounterTable(database);
    }

    OffsetTable offsets() {
        return offsets;
    }

    /** Completes when the batch is written. Errors are told apart by {@link WriteFailure}. */
    Mono<Void> write(LogBatch batch) {
        return Mono.defer(() -> {
            LogRows rows = LogRows.of(batch);
            return partitions.ensure(batch.days()).then(transactions.transactional(write(batch, rows)));
        });
    }

    private Mono<Void> write(LogBatch batch, LogRows rows) {
        return offsets.advance(batch.spans())
                .then(history.insertEvents(rows.events()))
                .then(history.insertAttempts(rows.attempts()))
                // The offsets' locks keep every other writer off these deliveries between the read and the write.
                .then(deliveries.lock(rows.deliveries().keySet()).collectMap(DeliveryRow::id))
                .flatMap(before -> fold(rows, before));
    }

    private Mono<Void> fold(LogRows rows, Map<DeliveryId, DeliveryRow> before) {
        List<DeliveryRow> after = new ArrayList<>();
        rows.deliveries().forEach((id, row) -> {
            DeliveryRow known = before.get(id);
            after.add(known == null ? row : known.merge(row));
        });
        Map<WebhookId, CounterChange> changes = CounterChange.of(after, before);
        return deliveries.upsert(after).then(counters.add(changes, rows.triggered()));
    }
}
