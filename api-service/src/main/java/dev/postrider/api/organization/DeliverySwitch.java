package dev.postrider.api.organization;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.database.Rows;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The row of the switch for everything, which holds all deliveries of everyone while it is paused. */
@Repository
class DeliverySwitch {
    private final DatabaseClient database;
    private final Audit audit;
    private final TransactionalOperator transactions;

    DeliverySwitch(DatabaseClient database, Audit audit, TransactionalOperator transactions) {
        this.database = database;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** How it stands, and who last changed it when; nobody did while it is as it came. */
    record State(
            boolean paused,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {}

    Mono<State> read() {
        return database.sql("SELECT paused, changed_by, changed_at FROM delivery_switch")
                .map(row -> new State(
                        Rows.get(row, "paused", Boolean.class),
                        Rows.optional(row, "changed_by", String.class),
                        Rows.optionalTime(row, "changed_at")))
                .one();
    }

    /** Commits the next version, unless it stands so already. */
    Mono<Void> turn(Caller caller, boolean paused, Instant now) {
        return transactions.transactional(database.sql("""
                        UPDATE delivery_switch SET paused = :paused, changed_by = :by, changed_at = :now, version = version + 1
                        WHERE paused <> :paused""")
                .bind("paused", paused)
                .bind("by", caller.name())
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .flatMap(_ -> audit.recordForEveryone(
                        caller,
                        paused ? AuditAction.EVERYTHING_PAUSED : AuditAction.EVERYTHING_RESUMED,
                        WebhooksKey.EVERYTHING,
                        Change.NONE)));
    }
}
