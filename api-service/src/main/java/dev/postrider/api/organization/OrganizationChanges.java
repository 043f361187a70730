package dev.postrider.api.organization;

import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.common.id.OrganizationId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Changes organizations. One that wants no challenges any more lets go all webhooks that have one to answer. */
@Component
class OrganizationChanges {
    private final Organizations organizations;
    private final ChallengedWebhooks challenged;
    private final TransactionalOperator transactions;

    OrganizationChanges(
            Organizations organizations, ChallengedWebhooks challenged, TransactionalOperator transactions) {
        this.organizations = organizations;
        this.challenged = challenged;
        this.transactions = transactions;
    }

    /** What is to be another; null for as it is. */
    record Change(@Nullable String name, @Nullable Boolean challengesWebhooks) {
        Organization of(Organization before) {
            return new Organization(
                    before.id(),
                    name == null ? before.name() : name,
                    before.createdAt(),
                    before.paused(),
                    challengesWebhooks == null ? before.challengesWebhooks() : challengesWebhooks,
                    before.published());
        }
    }

    /** The changed organization; empty if there is none with this id. */
    Mono<Organization> change(OrganizationId id, Change change) {
        return transactions.transactional(organizations.lock(id).flatMap(before -> {
            Organization after = change.of(before);
            boolean released = before.challengesWebhooks() && !after.challengesWebhooks();
            return organizations
                    .update(after)
                    .then(Mono.defer(() -> released ? challenged.release(id) : Mono.empty()))
                    .thenReturn(after);
        }));
    }
}
