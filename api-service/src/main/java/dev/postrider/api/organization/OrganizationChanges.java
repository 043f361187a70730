package dev.postrider.api.organization;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.common.id.OrganizationId;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Changes organizations. One that wants no challenges any more lets go all webhooks that have one to answer. */
@Component
class OrganizationChanges {
    private static final Set<String> BY_ITSELF = Set.of("id", "status", "created_at");

    private final Organizations organizations;
    private final ChallengedWebhooks challenged;
    private final KnownOrganizations known;
    private final Audit audit;
    private final TransactionalOperator transactions;

    OrganizationChanges(
            Organizations organizations,
            ChallengedWebhooks challenged,
            KnownOrganizations known,
            Audit audit,
            TransactionalOperator transactions) {
        this.organizations = organizations;
        this.challenged = challenged;
        this.known = known;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Whether the organization was new; one with this id stays as it is. */
    Mono<Boolean> create(Caller caller, Organization organization) {
        return transactions.transactional(organizations
                .insert(organization)
                .flatMap(isNew -> isNew
                        ? audit.record(
                                        caller,
                                        organization.id(),
                                        AuditAction.ORGANIZATION_CREATED,
                                        organization.id().value(),
                                        Change.created(json -> OrganizationJson.write(json, organization))
                                                .without(BY_ITSELF))
                                .thenReturn(true)
                        : Mono.just(false)));
    }

    /** Holds all deliveries of the organization, or lets them go on, unless it stands so already or is not there. */
    Mono<Void> pause(Caller caller, OrganizationId id, boolean paused) {
        return transactions.transactional(organizations
                .pause(id, paused)
                .filter(changed -> changed)
                .flatMap(_ -> audit.record(
                        caller,
                        id,
                        paused ? AuditAction.ORGANIZATION_PAUSED : AuditAction.ORGANIZATION_RESUMED,
                        id.value(),
                        Change.NONE)));
    }

    /** The changed organization; empty if there is none with this id. */
    Mono<Organization> change(Caller caller, OrganizationId id, UnaryOperator<Organization> change) {
        return transactions
                .transactional(organizations.lock(id).flatMap(before -> {
                    Organization after = change.apply(before);
                    boolean released = before.settings().challengesWebhooks()
                            && !after.settings().challengesWebhooks();
                    Change changes = Change.between(
                                    json -> OrganizationJson.write(json, before),
                                    json -> OrganizationJson.write(json, after))
                            .without(BY_ITSELF);
                    return organizations
                            .update(after)
                            .then(Mono.defer(() -> changes.isEmpty()
                                    ? Mono.empty()
                                    : audit.record(caller, id, AuditAction.ORGANIZATION_UPDATED, id.value(), changes)))
                            .then(Mono.defer(() -> released ? challenged.release(id) : Mono.empty()))
                            .thenReturn(after.withPublished(
                                    before.published() && before.state().equals(after.state())));
                }))
                .doOnNext(_ -> known.forget(id));
    }
}
