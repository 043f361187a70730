package dev.postrider.api.webhook;

import dev.postrider.api.access.Caller;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Problem;
import dev.postrider.api.webhook.WebhookForm.Mode;
import dev.postrider.api.webhook.WebhookForm.Reading;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.SigningSecret;
import java.security.SecureRandom;
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
    private final Webhooks webhooks;
    private final WebhookForm form;
    private final WebhookPublisher publisher;
    private final Publications publications;
    private final OperationalEvents events;
    private final TransactionalOperator transactions;
    private final WebhookSettings settings;
    private final SecureRandom random;
    private final InstantSource clock;

    WebhookChanges(
            Webhooks webhooks,
            WebhookForm form,
            WebhookPublisher publisher,
            Publications publications,
            OperationalEvents events,
            TransactionalOperator transactions,
            WebhookSettings settings,
            SecureRandom random,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.form = form;
        this.publisher = publisher;
        this.publications = publications;
        this.events = events;
        this.transactions = transactions;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /** A new webhook and its secret, which is told nobody again. */
    record Created(StoredWebhook webhook, SigningSecret secret) {}

    Mono<Created> create(Caller caller, JsonNode body) {
        Reading reading = form.create(body);
        SigningSecret secret = reading.secret().orElseGet(() -> SigningSecret.generate(random));
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
        return transactions
                .transactional(webhooks.lockAndCount(caller.organization())
                        .flatMap(count -> count < settings.maxPerOrganization()
                                ? webhooks.insert(webhook)
                                        .then(webhooks.replaceSecret(webhook.id(), secret, now))
                                        .then(events.add(WebhookEvents.created(webhook)))
                                : Mono.error(tooMany())))
                .then(Mono.defer(() -> published(webhook)))
                .map(published -> new Created(published, secret));
    }

    /** The changed webhook; empty if the organization has none with this id. */
    Mono<StoredWebhook> change(Caller caller, WebhookId id, JsonNode body, Mode mode) {
        return transactions
                .transactional(webhooks.lock(caller.organization(), id)
                        .flatMap(before -> apply(before, form.change(body, before.draft(), mode))))
                .flatMap(this::published)
                .doOnNext(webhook -> {
                    if (!webhook.draft().enabled() && !webhook.isPublished()) {
                        throw notYetEffective("switched off");
                    }
                });
    }

    private Mono<StoredWebhook> apply(StoredWebhook before, Reading reading) {
        if (reading.draft().equals(before.draft()) && reading.secret().isEmpty()) {
            return Mono.just(before);
        }
        StoredWebhook after = before.changed(reading.draft(), now());
        return webhooks.update(after)
                .then(reading.secret()
                        .map(secret -> webhooks.replaceSecret(after.id(), secret, after.updatedAt()))
                        .orElse(Mono.empty()))
                .then(events.add(WebhookEvents.updated(after)))
                .thenReturn(after);
    }

    /** The paused webhook, once the dispatcher can know it; empty if the organization has none with this id. */
    Mono<StoredWebhook> pause(Caller caller, WebhookId id) {
        return stand(
                caller,
                id,
                Standing::pause,
                "The webhook is paused, but Kafka does not answer, so deliveries may go on"
                        + " for now. Repeat the request to know when not.");
    }

    /** The webhook whose deliveries go on; empty if the organization has none with this id. */
    Mono<StoredWebhook> resume(Caller caller, WebhookId id) {
        return stand(
                caller,
                id,
                standing -> standing.resume(now()),
                "The webhook is resumed, but Kafka does not answer, so its deliveries wait"
                        + " for now. Repeat the request to know when not.");
    }

    private Mono<StoredWebhook> stand(
            Caller caller, WebhookId id, UnaryOperator<Standing> change, String notYetPublished) {
        return transactions
                .transactional(webhooks.lock(caller.organization(), id).flatMap(before -> {
                    StoredWebhook after = before.standing(change.apply(before.standing()), now());
                    return after.equals(before)
                            ? Mono.just(before)
                            : webhooks.update(after)
                                    .then(events.add(WebhookEvents.stands(before, after)))
                                    .thenReturn(after);
                }))
                .flatMap(this::published)
                .doOnNext(webhook -> {
                    if (!webhook.isPublished()) {
                        throw Problem.unavailable(notYetPublished).toException();
                    }
                });
    }

    /** Whether there was a webhook to delete. */
    Mono<Boolean> delete(Caller caller, WebhookId id) {
        Instant now = now();
        return transactions
                .transactional(webhooks.delete(caller.organization(), id, now)
                        .flatMap(deleted -> deleted.isNew()
                                ? events.add(WebhookEvents.deleted(caller.organization(), deleted, now))
                                        .thenReturn(deleted)
                                : Mono.just(deleted)))
                .flatMap(_ -> publications.publish(publisher, id.toString()).doOnNext(published -> {
                    if (!published) {
                        throw notYetEffective("deleted");
                    }
                }))
                .defaultIfEmpty(false);
    }

    private Mono<StoredWebhook> published(StoredWebhook webhook) {
        return webhook.isPublished()
                ? Mono.just(webhook)
                : publications.publish(publisher, webhook.id().toString()).map(webhook::withPublished);
    }

    private RuntimeException tooMany() {
        return Problem.conflict("The organization has " + settings.maxPerOrganization()
                        + " webhooks, which is as many as are allowed; delete one first.")
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
