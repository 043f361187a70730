package dev.postrider.api.webhook;

import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.publication.Publications;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Webhooks that were disabled because they failed, and whose owners want them probed. Those whose endpoint is gone are not
 * among them, and none that is paused, by itself or with others, or
 * whose URL has still to answer a challenge.
 */
@Component
public class ProbedWebhooks {
    /** A row is taken by the process that notes the probe; others pass over it. */
    private static final String CLAIM = """
            WITH due AS (
                SELECT w.id FROM webhooks w JOIN organizations o ON o.id = w.organization_id
                WHERE w.auto_disable_probe AND w.disabled_reason = 'failing' AND w.deleted_at IS NULL
                    AND w.enabled AND NOT w.paused AND NOT o.paused AND NOT (SELECT paused FROM delivery_switch)
                    AND NOT EXISTS (SELECT 1 FROM webhook_challenges c WHERE c.webhook_id = w.id)
                    AND coalesce(w.probed_at, w.disabled_at) <= :before
                ORDER BY coalesce(w.probed_at, w.disabled_at) LIMIT :limit FOR UPDATE OF w SKIP LOCKED),
            claimed AS (
                UPDATE webhooks SET probed_at = :now WHERE id IN (SELECT id FROM due) RETURNING id)
            SELECT\s""" + WebhookRows.COLUMNS + ", " + WebhookRows.SECRETS
            + " FROM webhooks w WHERE w.id IN (SELECT id FROM claimed)";

    private final DatabaseClient database;
    private final Webhooks webhooks;
    private final WebhookPublisher publisher;
    private final Publications publications;
    private final OperationalEvents events;
    private final WebhookAudit log;
    private final TransactionalOperator transactions;
    private final InstantSource clock;

    ProbedWebhooks(
            DatabaseClient database,
            Webhooks webhooks,
            WebhookPublisher publisher,
            Publications publications,
            OperationalEvents events,
            WebhookAudit log,
            TransactionalOperator transactions,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.publisher = publisher;
        this.publications = publications;
        this.events = events;
        this.log = log;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Takes webhooks to probe now, each for one process.
     *
     * @param interval since a webhook was disabled, or probed before
     */
    public Flux<Webhook> claim(Duration interval, int limit) {
        Instant now = now();
        return webhooks.claimed(database.sql(CLAIM)
                .bind("now", now)
                .bind("before", now.minus(interval))
                .bind("limit", limit));
    }

    /**
     * Ends the disabling of a webhook whose probe succeeded, unless the webhook was changed meanwhile.
     *
     * @return whether it was ended
     */
    public Mono<Boolean> recovered(Webhook probed) {
        WebhookId id = probed.id();
        return transactions
                .transactional(webhooks.lock(probed.organization(), id)
                        .filter(before -> before.version() == probed.version())
                        .flatMap(before -> {
                            Instant now = now();
                            StoredWebhook after =
                                    before.standing(before.standing().probed(now), now);
                            return webhooks.update(after)
                                    .then(events.add(WebhookEvents.stands(before, after)))
                                    .then(log.standsByItself(AuditAction.WEBHOOK_RESUMED, before, after))
                                    .thenReturn(true);
                        }))
                // What fails here is the reconciler's, as after any other change.
                .flatMap(_ -> publications.publish(publisher, id.toString()).thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
