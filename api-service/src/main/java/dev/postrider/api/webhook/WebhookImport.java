package dev.postrider.api.webhook;

import dev.postrider.api.access.Caller;
import dev.postrider.api.web.IfMatch;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.api.webhook.ImportResult.Action;
import dev.postrider.api.webhook.ImportResult.Done;
import dev.postrider.api.webhook.ImportResult.Failed;
import dev.postrider.api.webhook.ImportResult.Item;
import dev.postrider.api.webhook.WebhookForm.Mode;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SigningSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes many webhooks, or makes them like what is said, one after the other and each for itself: what is wrong with one does not
 * keep the others. They are published together when all are committed. An import that is repeated with {@code upsert} changes
 * nothing more.
 */
@Component
class WebhookImport {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookImport.class);

    /** Together with the publication well below the time that a request may take. */
    private static final Duration TIME = Duration.ofSeconds(10);

    private static final Duration PUBLICATION = Duration.ofSeconds(4);
    private static final int AT_ONCE = 8;
    private static final String SECRET = "secret";

    private final Webhooks webhooks;
    private final WebhookChanges changes;
    private final WebhookForm form;
    private final WebhookSettings settings;
    private final InstantSource clock;

    WebhookImport(
            Webhooks webhooks,
            WebhookChanges changes,
            WebhookForm form,
            WebhookSettings settings,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.changes = changes;
        this.form = form;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is done with one webhook of the request. */
    private interface Doing {
        Mono<Item> create(JsonNode webhook);

        Mono<Item> update(WebhookId id, JsonNode webhook);
    }

    Mono<ImportResult> run(Caller caller, ImportRequest request) {
        return doing(caller, request)
                .flatMap(doing -> each(caller.organization(), request, doing))
                .flatMap(items -> request.dryRun() ? Mono.just(items) : published(items))
                .map(items -> new ImportResult(request.dryRun(), items));
    }

    private Mono<Doing> doing(Caller caller, ImportRequest request) {
        return request.dryRun()
                ? webhooks.count(caller.organization()).map(count -> new Supposed(caller, count))
                : Mono.just(new Real(caller));
    }

    private Mono<List<Item>> each(OrganizationId organization, ImportRequest request, Doing doing) {
        Instant end = clock.instant().plus(TIME);
        return Flux.fromIterable(request.webhooks())
                .concatMap(webhook -> clock.instant().isAfter(end)
                        ? Mono.just(new Failed(Problem.unavailable("The import took too long before it came to this"
                                + " one. Repeat the request; what is done stays done.")))
                        : one(organization, webhook, request.upsert(), doing).onErrorResume(this::failed))
                .collectList();
    }

    private Mono<Item> one(OrganizationId organization, JsonNode webhook, boolean upsert, Doing doing) {
        return existing(organization, webhook, upsert).collectList().flatMap(found -> switch (found.size()) {
            case 0 -> doing.create(webhook);
            case 1 -> upsert ? doing.update(found.getFirst(), webhook) : Mono.error(isThere(found.getFirst()));
            default -> Mono.error(ambiguous());
        });
    }

    /** Without an external id the name recognizes a webhook, where it is to be changed; two with the same name are two. */
    private Flux<WebhookId> existing(OrganizationId organization, JsonNode webhook, boolean upsert) {
        @Nullable String externalId = ImportRequest.text(webhook, ImportRequest.EXTERNAL_ID);
        if (externalId != null) {
            return webhooks.byExternalId(organization, externalId).flux();
        }
        @Nullable String name = ImportRequest.text(webhook, ImportRequest.NAME);
        return upsert && name != null ? webhooks.byName(organization, name) : Flux.empty();
    }

    private Mono<Item> failed(Throwable error) {
        if (error instanceof ProblemException expected) {
            return Mono.just(new Failed(expected.problem()));
        }
        LOG.warn("A webhook of an import could not be written: {}", error.toString());
        return Mono.just(new Failed(Problem.unavailable(
                "This one could not be written now. Repeat the request; what is done stays done.")));
    }

    /** Does it. */
    private final class Real implements Doing {
        private final Caller caller;

        Real(Caller caller) {
            this.caller = caller;
        }

        @Override
        public Mono<Item> create(JsonNode webhook) {
            return changes.createUnpublished(caller, webhook)
                    .map(created -> new Done(Action.CREATED, created.webhook(), created.secret()));
        }

        @Override
        public Mono<Item> update(WebhookId id, JsonNode webhook) {
            return webhooks.findWithKeys(caller.organization(), id)
                    .flatMap(before -> changes.changeUnpublished(
                                    caller, id, IfMatch.ANY, changesOf(webhook, before), Mode.REPLACE)
                            .<Item>map(after -> new Done(
                                    after.version() == before.webhook().version() ? Action.UNCHANGED : Action.UPDATED,
                                    after,
                                    null)))
                    .switchIfEmpty(Mono.error(WebhookImport::isGone));
        }
    }

    /** Says what would be done. */
    private final class Supposed implements Doing {
        private final Caller caller;
        private final AtomicLong count;

        Supposed(Caller caller, long count) {
            this.caller = caller;
            this.count = new AtomicLong(count);
        }

        @Override
        public Mono<Item> create(JsonNode webhook) {
            return Mono.fromCallable(() -> {
                form.create(webhook, caller.organization());
                @Nullable Integer own = caller.limits().webhooks();
                int max = own == null ? settings.maxPerOrganization() : own;
                if (count.incrementAndGet() > max) {
                    throw WebhookChanges.tooMany(max);
                }
                return new Done(Action.CREATED, null, null);
            });
        }

        @Override
        public Mono<Item> update(WebhookId id, JsonNode webhook) {
            return webhooks.findWithKeys(caller.organization(), id)
                    .<Item>map(before -> {
                        StoredWebhook present = before.webhook();
                        var reading = form.change(
                                changesOf(webhook, before), caller.organization(), present.draft(), Mode.REPLACE);
                        boolean same =
                                reading.secret().isEmpty() && reading.draft().equals(present.draft());
                        return new Done(same ? Action.UNCHANGED : Action.UPDATED, present, null);
                    })
                    .switchIfEmpty(Mono.error(WebhookImport::isGone));
        }
    }

    /** The same without its own id, by which it is found where it has no other, and without the secret that it has already. */
    private static JsonNode changesOf(JsonNode webhook, Webhooks.WithKeys before) {
        ObjectNode changes = (ObjectNode) webhook.deepCopy();
        if (before.webhook().id().toString().equals(ImportRequest.text(webhook, ImportRequest.EXTERNAL_ID))) {
            changes.remove(ImportRequest.EXTERNAL_ID);
        }
        List<Expiring<SigningSecret>> secrets = before.keys().secrets();
        if (secrets.size() == 1 && secrets.getFirst().key().value().equals(ImportRequest.text(webhook, SECRET))) {
            changes.remove(SECRET);
        }
        return changes;
    }

    /** Waits a moment for all of them; what is published later says so, or is refused, as in other changes. */
    private Mono<List<Item>> published(List<Item> items) {
        List<Item> after = new ArrayList<>(items);
        return Flux.range(0, items.size())
                .flatMap(i -> publish(items.get(i)).doOnNext(item -> after.set(i, item)), AT_ONCE)
                .takeUntilOther(Mono.delay(PUBLICATION))
                .then(Mono.fromSupplier(
                        () -> after.stream().map(WebhookImport::effective).toList()));
    }

    private Mono<Item> publish(Item item) {
        return item instanceof Done done && done.webhook() != null
                ? changes.published(done.webhook()).map(done::with)
                : Mono.just(item);
    }

    private static Item effective(Item item) {
        try {
            if (item instanceof Done done && done.action() == Action.UPDATED && done.webhook() != null) {
                WebhookChanges.requireEffective(done.webhook());
            }
            return item;
        } catch (ProblemException e) {
            return new Failed(e.problem());
        }
    }

    private static RuntimeException isThere(WebhookId id) {
        return Problem.conflict(
                        "There is a webhook with this external_id: " + id + ". Use \"mode\": \"upsert\" to change it.")
                .toException();
    }

    private static RuntimeException ambiguous() {
        return Problem.conflict(
                        "Several webhooks have this name; give external_id (their id will do) to tell them apart.")
                .toException();
    }

    private static RuntimeException isGone() {
        return Problem.conflict("The webhook was deleted meanwhile; repeat the request.")
                .toException();
    }
}
