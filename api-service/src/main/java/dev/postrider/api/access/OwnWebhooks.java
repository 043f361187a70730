package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.WebhookId;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whose webhooks are whose, for features that only look at what belongs to one. */
@Component
public final class OwnWebhooks {
    private final DatabaseClient database;

    OwnWebhooks(DatabaseClient database) {
        this.database = database;
    }

    /** Completes if the caller's organization has this webhook and it is not deleted, else an error with a 404 problem. */
    public Mono<Void> require(Caller caller, WebhookId webhook) {
        return database.sql("SELECT 1 FROM webhooks WHERE id = :id AND organization_id = :organization"
                        + " AND deleted_at IS NULL")
                .bind("id", webhook.value())
                .bind("organization", caller.organization().value())
                .fetch()
                .one()
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no webhook with this id.").toException()))
                .then();
    }
}
