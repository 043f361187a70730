package dev.postrider.api.webhook;

import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.database.Rows;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.publication.Publications;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Webhooks whose URL has a challenge to answer before it gets deliveries, in organizations that want that. */
@Component
public class ChallengedWebhooks {
    private static final String BEGIN = """
            INSERT INTO webhook_challenges (webhook_id, is_new, since, until, next_ask_at)
            SELECT :id, :isNew, :now, :until, :now FROM organizations WHERE id = :organization AND challenge_webhooks
            ON CONFLICT (webhook_id) DO UPDATE SET since = excluded.since, until = excluded.until, asked = 0,
                last_asked_at = NULL, next_ask_at = excluded.next_ask_at, error = NULL
            RETURNING is_new""";

    /** A row is taken by the process that notes when it is asked next; others pass over it. */
    private static final String CLAIM = """
            WITH waiting AS (
                SELECT c.webhook_id, row_number() OVER (PARTITION BY w.organization_id ORDER BY c.next_ask_at) AS place
                FROM webhook_challenges c JOIN webhooks w ON w.id = c.webhook_id
                WHERE c.next_ask_at <= :now AND w.enabled AND w.deleted_at IS NULL
                    AND w.organization_id <> ALL(:without)),
            due AS (
                SELECT c.webhook_id FROM webhook_challenges c JOIN waiting ON waiting.webhook_id = c.webhook_id
                WHERE c.next_ask_at <= :now AND waiting.place <= :each
                ORDER BY c.next_ask_at LIMIT :limit FOR UPDATE OF c SKIP LOCKED),
            asked AS (
                UPDATE webhook_challenges c SET asked = c.asked + 1, last_asked_at = :now,
                    next_ask_at = CAST(:now AS timestamptz)
                        + least(:max, :first * power(2, least(c.asked, 20))) * interval '1 second'
                FROM due WHERE c.webhook_id = due.webhook_id
                RETURNING c.webhook_id)
            SELECT\s""" + WebhookRows.COLUMNS + ", " + WebhookRows.SECRETS
            + " FROM webhooks w WHERE w.id IN (SELECT webhook_id FROM asked)";

    private static final String ASK_AGAIN = """
            WITH asked AS (
                UPDATE webhook_challenges c SET asked = 1, last_asked_at = :now, until = :until, next_ask_at = :next
                FROM webhooks w WHERE w.id = c.webhook_id AND w.id = :id AND w.organization_id = :organization
                    AND w.deleted_at IS NULL
                RETURNING c.webhook_id)
            SELECT\s""" + WebhookRows.COLUMNS + ", " + WebhookRows.SECRETS
            + " FROM webhooks w WHERE w.id IN (SELECT webhook_id FROM asked)";

    private final DatabaseClient database;
    private final Webhooks webhooks;
    private final WebhookPublisher publisher;
    private final Publications publications;
    private final OperationalEvents events;
    private final WebhookAudit log;
    private final TransactionalOperator transactions;
    private final ChallengeSettings settings;
    private final InstantSource clock;

    ChallengedWebhooks(
            DatabaseClient database,
            Webhooks webhooks,
            WebhookPublisher publisher,
            Publications publications,
            OperationalEvents events,
            WebhookAudit log,
            TransactionalOperator transactions,
            ChallengeSettings settings,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.publisher = publisher;
        this.publications = publications;
        this.events = events;
        this.log = log;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Begins a challenge where the webhook's organization wants one. Within the transaction that sets the URL and holds the
     * organization's settings.
     *
     * @param isNew whether the webhook is
     * @return the webhook as it stands then
     */
    Mono<StoredWebhook> begin(StoredWebhook webhook, boolean isNew) {
        Instant now = webhook.updatedAt();
        return database.sql(BEGIN)
                .bind("id", webhook.id().value())
                .bind("organization", webhook.organization().value())
                .bind("isNew", isNew)
                .bind("now", now)
                .bind("until", now.plus(settings.deadline()))
                .map(row -> Rows.get(row, "is_new", Boolean.class))
                .one()
                .map(stillNew -> webhook.challenged(new Standing.Challenge(stillNew, now, 0, null, now, null)))
                .defaultIfEmpty(webhook);
    }

    /**
     * Takes webhooks to challenge now, each for one process, those that wait longest first.
     *
     * @param each how many of one organization
     * @param without organizations of which none are taken
     */
    public Flux<Webhook> claim(int limit, int each, Collection<OrganizationId> without) {
        return webhooks.claimed(database.sql(CLAIM)
                .bind("now", now())
                .bind("first", seconds(settings.firstRetry()))
                .bind("max", seconds(settings.maxRetry()))
                .bind("without", without.stream().map(OrganizationId::value).toArray(String[]::new))
                .bind("each", each)
                .bind("limit", limit));
    }

    /** Takes one to challenge now, after which the repetitions begin anew; empty if nothing is left to prove, or it is not there. */
    public Mono<Webhook> claim(OrganizationId organization, WebhookId id) {
        Instant now = now();
        return webhooks.claimed(database.sql(ASK_AGAIN)
                        .bind("now", now)
                        .bind("next", now.plus(settings.firstRetry()))
                        .bind("until", now.plus(settings.deadline()))
                        .bind("id", id.value())
                        .bind("organization", organization.value()))
                .next();
    }

    /**
     * Lets a webhook go whose URL has answered, unless it has another URL meanwhile.
     *
     * @return whether it goes
     */
    public Mono<Boolean> proven(Webhook asked) {
        WebhookId id = asked.id();
        return transactions
                .transactional(webhooks.lock(asked.organization(), id)
                        .filter(before -> before.standing().challenge() != null
                                && before.draft().url().equals(asked.url()))
                        .flatMap(before -> {
                            StoredWebhook after =
                                    before.standing(before.standing().proven(), now());
                            return database.sql("DELETE FROM webhook_challenges WHERE webhook_id = :id")
                                    .bind("id", id.value())
                                    .then()
                                    .then(webhooks.update(after))
                                    .then(events.add(WebhookEvents.updated(after)))
                                    .then(log.standsByItself(AuditAction.WEBHOOK_PROVEN, before, after))
                                    .thenReturn(true);
                        }))
                // What fails here is the reconciler's, as after any other change.
                .flatMap(_ -> publications.publish(publisher, id.toString()).thenReturn(true))
                .defaultIfEmpty(false);
    }

    /** Notes what was wrong with an answer. One that comes after the last that there was time for is not repeated. */
    public Mono<Void> failed(Webhook asked, String error) {
        return database.sql("""
                        UPDATE webhook_challenges c
                        SET error = :error, next_ask_at = CASE WHEN c.next_ask_at <= c.until THEN c.next_ask_at END
                        FROM webhooks w WHERE w.id = c.webhook_id AND w.id = :id AND w.url = :url""")
                .bind("error", error)
                .bind("id", asked.id().value())
                .bind("url", asked.url())
                .then();
    }

    /**
     * Lets all webhooks of the organization go, because it wants no challenges any more. Within its transaction. Everyone locks
     * organizations before webhooks, and these before challenges.
     */
    public Mono<Void> release(OrganizationId organization) {
        return database.sql("""
                        SELECT w.id FROM webhooks w JOIN webhook_challenges c ON c.webhook_id = w.id
                        WHERE w.organization_id = :organization ORDER BY w.id FOR NO KEY UPDATE OF w""")
                .bind("organization", organization.value())
                .fetch()
                .all()
                .then(Mono.defer(() -> releaseLocked(organization)));
    }

    private Mono<Void> releaseLocked(OrganizationId organization) {
        return database.sql("""
                        WITH released AS (
                            DELETE FROM webhook_challenges c USING webhooks w
                            WHERE w.id = c.webhook_id AND w.organization_id = :organization RETURNING c.webhook_id)
                        UPDATE webhooks SET version = version + 1, updated_at = :now
                        WHERE id IN (SELECT webhook_id FROM released)""")
                .bind("organization", organization.value())
                .bind("now", now())
                .then();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The database keeps microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
