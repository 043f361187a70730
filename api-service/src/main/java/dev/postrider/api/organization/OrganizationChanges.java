package dev.postrider.api.organization;

import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.common.id.OrganizationId;
import java.util.function.UnaryOperator;
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

    /** The changed organization; empty if there is none with this id. */
    Mono<Organization> change(OrganizationId id, UnaryOperator<Organization> change) {
        return transactions.transactional(organizations.lock(id).flatMap(before -> {
            Organization after = change.apply(before);
            boolean released =
                    before.settings().challengesWebhooks() && !after.settings().challengesWebhooks();
            return organizations
                    .update(after)
                    .then(Mono.defer(() -> released ? challenged.release(id) : Mono.empty()))
                    .thenReturn(after.withPublished(
                            before.published() && before.state().equals(after.state())));
        }));
    }
}
