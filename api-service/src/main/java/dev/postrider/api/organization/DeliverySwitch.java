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

/** The row of what is switched for everything: pause, which holds all deliveries of everyone, and shadow mode, which sends none of them. */
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

    /** What can be switched, each by itself: its columns, and what the audit log calls it. */
    enum Kind {
        PAUSE("paused", "changed_by", "changed_at", AuditAction.EVERYTHING_PAUSED, AuditAction.EVERYTHING_RESUMED),
        SHADOW(
                "shadow",
                "shadow_changed_by",
                "shadow_changed_at",
                AuditAction.EVERYTHING_SHADOWED,
                AuditAction.EVERYTHING_SENT_AGAIN);

        private final String column;
        private final String by;
        private final String at;
        private final AuditAction on;
        private final AuditAction off;

        Kind(String column, String by, String at, AuditAction on, AuditAction off) {
            this.column = column;
            this.by = by;
            this.at = at;
            this.on = on;
            this.off = off;
        }
    }

    /** How it stands, and who last changed it when; nobody did while it is as it came. */
    record State(
            boolean on,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {}

    Mono<State> read(Kind kind) {
        return database.sql("SELECT " + kind.column + ", " + kind.by + ", " + kind.at + " FROM delivery_switch")
                .map(row -> new State(
                        Rows.get(row, kind.column, Boolean.class),
                        Rows.optional(row, kind.by, String.class),
                        Rows.optionalTime(row, kind.at)))
                .one();
    }

    /** Commits the next version, unless it stands so already. */
    Mono<Void> turn(Kind kind, Caller caller, boolean on, Instant now) {
        return transactions.transactional(
                database.sql("UPDATE delivery_switch SET " + kind.column + " = :on, " + kind.by + " = :by, " + kind.at
                                + " = :now, version = version + 1 WHERE " + kind.column + " <> :on")
                        .bind("on", on)
                        .bind("by", caller.name())
                        .bind("now", now)
                        .fetch()
                        .rowsUpdated()
                        .filter(rows -> rows > 0)
                        .flatMap(_ -> audit.recordForEveryone(
                                caller, on ? kind.on : kind.off, WebhooksKey.EVERYTHING, Change.NONE)));
    }
}
