package dev.postrider.api.audit;

import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Origin;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/**
 * Writes the audit log, in the transaction of whoever calls: a change that is committed has its row, and one that is not has
 * none. Outside of a transaction it fails.
 */
@Component
public final class Audit {
    private static final String INSERT = """
            INSERT INTO audit_log (id, at, organization_id, actor_kind, actor, actor_id, action, subject, changes, request_id,
                address)
            VALUES (:id, :at, :organization, :actorKind, :actor, :actorId, :action, :subject, CAST(:changes AS json), :requestId,
                :address)""";

    private final DatabaseClient database;
    private final InstantSource clock;

    public Audit(DatabaseClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Notes what a caller did.
     *
     * @param subject the id of what it was done to, in the caller's organization
     */
    public Mono<Void> record(Caller caller, AuditAction action, String subject, Change change) {
        return insert(caller.organization(), caller.actor(), caller.origin(), action, subject, change);
    }

    /** Notes what a caller did to an organization that the request need not be about. */
    public Mono<Void> record(
            Caller caller, OrganizationId organization, AuditAction action, String subject, Change change) {
        return insert(organization, caller.actor(), caller.origin(), action, subject, change);
    }

    /** Notes what a caller did to everyone. */
    public Mono<Void> recordForEveryone(Caller caller, AuditAction action, String subject, Change change) {
        return insert(null, caller.actor(), caller.origin(), action, subject, change);
    }

    /** Notes what the service did by itself. */
    public Mono<Void> recordOwn(OrganizationId organization, AuditAction action, String subject, Change change) {
        return insert(organization, Actor.POSTRIDER, null, action, subject, change);
    }

    private Mono<Void> insert(
            @Nullable OrganizationId organization,
            Actor actor,
            @Nullable Origin origin,
            AuditAction action,
            String subject,
            Change change) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .flatMap(_ -> database.sql(INSERT)
                        .bind("id", UUID.randomUUID())
                        .bind("at", clock.instant().truncatedTo(ChronoUnit.MICROS))
                        .bind("organization", text(organization == null ? null : organization.value()))
                        .bind("actorKind", actor.kind().text())
                        .bind("actor", actor.name())
                        .bind("actorId", text(actor.id()))
                        .bind("action", action.text())
                        .bind("subject", subject)
                        .bind("changes", change.json())
                        .bind("requestId", text(origin == null ? null : origin.requestId()))
                        .bind("address", text(origin == null ? null : origin.address()))
                        .then());
    }

    private static Object text(@Nullable String value) {
        return Parameters.in(R2dbcType.VARCHAR, value);
    }
}
