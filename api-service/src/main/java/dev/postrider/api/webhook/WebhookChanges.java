package dev.postrider.api.webhook;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.IfMatch;
import dev.postrider.api.web.Problem;
import dev.postrider.api.webhook.WebhookForm.Mode;
import dev.postrider.api.webhook.WebhookForm.Reading;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Makes, changes and deletes webhooks: each change commits with the next version and is then published.
 *
 * <p>What starts deliveries may be published later than its answer, which then says so. What stops them may not: such a call
 * succeeds only once the dispatcher can know it.
 */
@Component
class WebhookChanges {
    private static final Duration REASON_AT_MOST = Duration.ofSeconds(1);

    private static final String URL = "url";
    private static final String WEBHOOK = "webhook";

    private final Webhooks webhooks;
    private final KeyTable keys;
    private final WebhookForm form;
    private final WebhookPublisher publisher;
    private final Publications publications;
    private final OperationalEvents events;
    private final WebhookAudit log;
    private final Audit audit;
    private final ChallengedWebhooks challenges;
    private final ReachabilityCheck reachability;
    private final TransactionalOperator transactions;
    private final WebhookSettings settings;
    private final SecureRandom random;
    private final InstantSource clock;

    WebhookChanges(
            Webhooks webhooks,
            KeyTable keys,
            WebhookForm form,
            WebhookPublisher publisher,
            Publications publications,
            OperationalEvents events,
            WebhookAudit log,
            Audit audit,
            ChallengedWebhooks challenges,
            ReachabilityCheck reachability,
            TransactionalOperator transactions,
            WebhookSettings settings,
            SecureRandom random,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.keys = keys;
        this.form = form;
        this.publisher = publisher;
        this.publications = publications;
        this.events = events;
        this.log = log;
        this.audit = audit;
        this.challenges = challenges;
        this.reachability = reachability;
        this.transactions = transactions;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /** A new webhook and its keys, of which the secret is told nobody again. */
    record Created(StoredWebhook webhook, WebhookKeys keys) {
        SigningSecret secret() {
            return keys.secrets().get(0).key();
        }

        StoredWebhook.Counted shown() {
            return new StoredWebhook.Counted(webhook, StoredWebhook.Counters.NONE, keys.publicKeys());
        }
    }

    /**
     * Makes a webhook.
     *
     * @param check whether its URL must be reachable
     */
    Mono<Created> create(Caller caller, JsonNode body, boolean check) {
        Created made = made(caller, body);
        return (check ? reachability.require(made.webhook().toWebhook(made.keys())) : Mono.<Void>empty())
                .then(insert(caller, made))
                .flatMap(inserted ->
                        published(inserted.webhook()).map(published -> new Created(published, inserted.keys())));
    }

    /** Makes a webhook, which is published later. */
    Mono<Created> createUnpublished(Caller caller, JsonNode body) {
        return Mono.defer(() -> insert(caller, made(caller, body)));
    }

    private Created made(Caller caller, JsonNode body) {
        Reading reading = form.create(body, caller.organization());
        WebhookKeys made = WebhookKeys.of(reading.secret().orElseGet(() -> SigningSecret.generate(random)))
                .forSignatures(reading.draft().signatures(), random);
        Instant now = now();
        StoredWebhook webhook = new StoredWebhook(
                new WebhookId(UUID.randomUUID()),
                caller.organization(),
                reading.draft(),
                Standing.GOING,
                caller.name(),
                now,
                now,
                1,
                0,
                null,
                null);
        return new Created(webhook, made);
    }

    private Mono<Created> insert(Caller caller, Created made) {
        StoredWebhook webhook = made.webhook();
        return transactions
                .transactional(webhooks.lockAndCount(webhook.organization()).flatMap(taken -> {
                    int max = taken.max().orElse(settings.maxPerOrganization());
                    return taken.count() < max ? insert(caller, webhook, made.keys()) : Mono.error(tooMany(max));
                }))
                .map(inserted -> new Created(inserted, made.keys()));
    }

    private Mono<StoredWebhook> insert(Caller caller, StoredWebhook webhook, WebhookKeys made) {
        return webhooks.insert(webhook)
                .then(keys.addAll(webhook.id(), made, webhook.createdAt()))
                .then(Mono.defer(() -> challenges.begin(webhook, true)))
                .flatMap(stands -> events.add(WebhookEvents.created(stands))
                        .then(log.created(caller, stands))
                        .thenReturn(stands));
    }

    /**
     * The changed webhook; empty if the organization has none with this id.
     *
     * @param condition what its version must be
     * @param check whether a URL that is new to it must be reachable
     */
    Mono<StoredWebhook> change(
            Caller caller, WebhookId id, IfMatch condition, JsonNode body, Mode mode, boolean check) {
        return (check ? requireReachable(caller, id, condition, body, mode) : Mono.<Void>empty())
                .then(Mono.defer(() -> change(caller, id, condition, body, mode)));
    }

    private Mono<Void> requireReachable(Caller caller, WebhookId id, IfMatch condition, JsonNode body, Mode mode) {
        return webhooks.findWithKeys(caller.organization(), id).flatMap(before -> {
            condition.require(WEBHOOK, before.webhook().version());
            WebhookDraft draft = form.change(
                            body, caller.organization(), before.webhook().draft(), mode)
                    .draft();
            return draft.url().equals(before.webhook().draft().url())
                    ? Mono.empty()
                    : reachability.require(before.webhook()
                            .changed(draft, now())
                            .toWebhook(before.keys().forSignatures(draft.signatures(), random)));
        });
    }

    private Mono<StoredWebhook> change(Caller caller, WebhookId id, IfMatch condition, JsonNode body, Mode mode) {
        return changeUnpublished(caller, id, condition, body, mode)
                .flatMap(this::published)
                .doOnNext(WebhookChanges::requireEffective);
    }

    /** Ends the request where the webhook is switched off and the dispatcher may not know it yet. */
    static void requireEffective(StoredWebhook webhook) {
        if (!webhook.draft().enabled() && !webhook.isPublished()) {
            throw notYetEffective("switched off");
        }
    }

    /** The changed webhook, which is published later; empty if the organization has none with this id. */
    Mono<StoredWebhook> changeUnpublished(Caller caller, WebhookId id, IfMatch condition, JsonNode body, Mode mode) {
        // Whether another URL begins a challenge is a setting of the organization, which may change meanwhile.
        Mono<Void> held = body.has(URL) ? webhooks.holdSettings(caller.organization()) : Mono.empty();
        return transactions.transactional(held.then(Mono.defer(() -> webhooks.lock(caller.organization(), id)))
                .flatMap(before -> {
                    condition.require(WEBHOOK, before.version());
                    return apply(caller, before, form.change(body, caller.organization(), before.draft(), mode));
                }));
    }

    private Mono<StoredWebhook> apply(Caller caller, StoredWebhook before, Reading reading) {
        if (reading.draft().equals(before.draft()) && reading.secret().isEmpty()) {
            return Mono.just(before);
        }
        StoredWebhook after = before.changed(reading.draft(), now());
        return webhooks.update(after)
                .then(reading.secret()
                        .map(secret -> replaceSecret(after, secret))
                        .orElse(Mono.empty()))
                .then(Mono.defer(() -> ensureKey(after)))
                .then(Mono.defer(() -> before.draft().url().equals(after.draft().url())
                        ? Mono.just(after)
                        : challenges.begin(after, false)))
                .flatMap(stands -> events.add(WebhookEvents.updated(stands))
                        .then(log.updated(
                                caller, before, stands, reading.secret().isPresent()))
                        .thenReturn(stands));
    }

    /** Makes this the webhook's only secret. */
    private Mono<Void> replaceSecret(StoredWebhook webhook, SigningSecret secret) {
        return keys.removeAll(webhook.id(), KeyKind.HMAC).then(keys.add(webhook.id(), secret, webhook.updatedAt()));
    }

    /** Makes an Ed25519 key where the signatures need one and there is none. */
    private Mono<Void> ensureKey(StoredWebhook webhook) {
        return Signing.needsKey(webhook.draft().signatures())
                ? keys.live(webhook.id(), KeyKind.ED25519, webhook.updatedAt())
                        .filter(live -> live.count() == 0)
                        .flatMap(_ -> keys.add(webhook.id(), SigningKey.generate(random), webhook.updatedAt()))
                : Mono.empty();
    }

    /** The paused webhook, once the dispatcher can know it; empty if the organization has none with this id. */
    Mono<StoredWebhook> pause(Caller caller, WebhookId id, IfMatch condition) {
        return stand(
                caller,
                id,
                condition,
                AuditAction.WEBHOOK_PAUSED,
                Standing::pause,
                "The webhook is paused, but Kafka does not answer, so deliveries may go on"
                        + " for now. Repeat the request to know when not.");
    }

    /** The webhook whose deliveries go on; empty if the organization has none with this id. */
    Mono<StoredWebhook> resume(Caller caller, WebhookId id, IfMatch condition) {
        return stand(
                caller,
                id,
                condition,
                AuditAction.WEBHOOK_RESUMED,
                standing -> standing.resume(now()),
                "The webhook is resumed, but Kafka does not answer, so its deliveries wait"
                        + " for now. Repeat the request to know when not.");
    }

    private Mono<StoredWebhook> stand(
            Caller caller,
            WebhookId id,
            IfMatch condition,
            AuditAction action,
            UnaryOperator<Standing> change,
            String notYetPublished) {
        return transactions
                .transactional(webhooks.lock(caller.organization(), id).flatMap(before -> {
                    condition.require(WEBHOOK, before.version());
                    StoredWebhook after = before.standing(change.apply(before.standing()), now());
                    return after.equals(before)
                            ? Mono.just(before)
                            : webhooks.update(after)
                                    .then(events.add(WebhookEvents.stands(before, after)))
                                    .then(log.stands(caller, action, before, after))
                                    .thenReturn(after);
                }))
                .flatMap(this::published)
                .flatMap(webhook -> webhook.isPublished() ? Mono.just(webhook) : refused(webhook, notYetPublished));
    }

    /** Fails because the webhook's secrets cannot be read, if that is why it is not published and can soon be told. */
    private Mono<StoredWebhook> refused(StoredWebhook webhook, String notYetPublished) {
        return webhooks.findWithKeys(webhook.organization(), webhook.id())
                .timeout(REASON_AT_MOST)
                .onErrorResume(error -> !(error instanceof UnreadableSecretException), _ -> Mono.empty())
                .then(Mono.error(() -> Problem.unavailable(notYetPublished).toException()));
    }

    /** Whether there was a webhook to delete. What it is to be is not asked of one that was deleted before. */
    Mono<Boolean> delete(Caller caller, WebhookId id, IfMatch condition) {
        Instant now = now();
        return transactions
                .transactional(webhooks.lockVersion(caller.organization(), id)
                        .doOnNext(version -> condition.require(WEBHOOK, version))
                        .then(Mono.defer(() -> webhooks.delete(caller.organization(), id, now)))
                        .flatMap(deleted -> deleted.isNew()
                                ? events.add(WebhookEvents.deleted(caller.organization(), deleted, now))
                                        .then(audit.record(
                                                caller, AuditAction.WEBHOOK_DELETED, id.toString(), Change.NONE))
                                        .thenReturn(deleted)
                                : Mono.just(deleted)))
                .flatMap(_ -> publications.publish(publisher, id.toString()).doOnNext(published -> {
                    if (!published) {
                        throw notYetEffective("deleted");
                    }
                }))
                .defaultIfEmpty(false);
    }

    /** The webhook, and whether it is published, for which it waits for a moment. */
    Mono<StoredWebhook> published(StoredWebhook webhook) {
        return webhook.isPublished()
                ? Mono.just(webhook)
                : publications.publish(publisher, webhook.id().toString()).map(webhook::withPublished);
    }

    static RuntimeException tooMany(int max) {
        return Problem.conflict("The organization may have " + max + " webhooks, and has as many; delete one first.")
                .toException();
    }

    private static RuntimeException notYetEffective(String what) {
        return Problem.unavailable(
                        "The webhook is " + what
                                + ", but Kafka does not answer, so deliveries may go on for now. Repeat the request to know when not.")
                .toException();
    }

    /** The database keeps microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
