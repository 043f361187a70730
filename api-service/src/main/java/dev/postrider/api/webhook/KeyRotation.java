package dev.postrider.api.webhook;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.IfMatch;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Gives webhooks new keys, while those before sign for as long as their owner says. Rotations of one webhook come one after the
 * other; each makes its own key the newest.
 */
@Component
class KeyRotation {
    private final Webhooks webhooks;
    private final KeyTable keys;
    private final WebhookPublisher publisher;
    private final Publications publications;
    private final OperationalEvents events;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final SecureRandom random;
    private final InstantSource clock;

    KeyRotation(
            Webhooks webhooks,
            KeyTable keys,
            WebhookPublisher publisher,
            Publications publications,
            OperationalEvents events,
            Audit audit,
            TransactionalOperator transactions,
            SecureRandom random,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.keys = keys;
        this.publisher = publisher;
        this.publications = publications;
        this.events = events;
        this.audit = audit;
        this.transactions = transactions;
        this.random = random;
        this.clock = clock;
    }

    /**
     * What a request asks for.
     *
     * @param key the one that it gives; null for a new one
     * @param overlap for how long the one before signs; zero ends all that were before at once
     * @param version the webhook's, if it is to be in that one; null for any
     * @param condition the same, as a header has it
     */
    record Request<K>(
            @Nullable K key, Duration overlap, @Nullable Long version, IfMatch condition) {}

    /**
     * What was done.
     *
     * @param previousExpiresAt when the one before expires; null if there was none
     * @param version the webhook's now
     */
    record Rotated<K>(K key, @Nullable Instant previousExpiresAt, long version) {}

    /** The new secret; empty if the organization has no webhook with this id. */
    Mono<Rotated<SigningSecret>> rotateSecret(Caller caller, WebhookId id, Request<SigningSecret> request) {
        SigningSecret secret = request.key() == null ? SigningSecret.generate(random) : request.key();
        return rotate(caller, id, KeyKind.HMAC, request, secret, now -> keys.add(id, secret, now));
    }

    /** The new Ed25519 key; empty if the organization has no webhook with this id. */
    Mono<Rotated<SigningKey>> rotateKey(Caller caller, WebhookId id, Request<SigningKey> request) {
        SigningKey key = request.key() == null ? SigningKey.generate(random) : request.key();
        return rotate(caller, id, KeyKind.ED25519, request, key, now -> keys.add(id, key, now));
    }

    private interface Addition {
        Mono<Void> at(Instant now);
    }

    private <K> Mono<Rotated<K>> rotate(
            Caller caller, WebhookId id, KeyKind kind, Request<K> request, K key, Addition addition) {
        return transactions
                .transactional(webhooks.lock(caller.organization(), id).flatMap(before -> {
                    request.condition().require("webhook", before.version());
                    requireVersion(request.version(), before.version());
                    StoredWebhook after = before.rekeyed(now());
                    Instant now = after.updatedAt();
                    return keys.live(id, kind, now)
                            .flatMap(live -> audit.record(
                                            caller, action(kind), id.toString(), change(kind, request, live))
                                    .then(Mono.defer(() -> retire(id, kind, request.overlap(), live, now))))
                            .flatMap(retired -> addition.at(now)
                                    .then(Mono.defer(() -> changed(after)))
                                    .thenReturn(new Rotated<>(key, retired.at(), after.version())));
                }))
                // What fails here is the reconciler's: the key is told nobody again, so its answer may not fail any
                // more.
                .flatMap(rotated ->
                        publications.publish(publisher, id.toString()).thenReturn(rotated));
    }

    private static AuditAction action(KeyKind kind) {
        return switch (kind) {
            case HMAC -> AuditAction.WEBHOOK_SECRET_ROTATED;
            case ED25519 -> AuditAction.WEBHOOK_SIGNING_KEY_ROTATED;
        };
    }

    private static Change change(KeyKind kind, Request<?> request, KeyTable.Live live) {
        String name = switch (kind) {
            case HMAC -> "secret";
            case ED25519 -> "signing_key";
        };
        return Change.NONE
                .andSecret(name, live.count() > 0)
                .and("overlap_seconds", request.overlap().toSeconds());
    }

    private record Retired(@Nullable Instant at) {}

    private Mono<Retired> retire(WebhookId id, KeyKind kind, Duration overlap, KeyTable.Live live, Instant now) {
        if (live.count() == 0) {
            return Mono.just(new Retired(null));
        }
        if (overlap.isZero()) {
            return keys.removeAll(id, kind).thenReturn(new Retired(now));
        }
        if (live.count() >= Signing.MAX_LIVE) {
            return Mono.error(tooMany(live));
        }
        Instant at = now.plus(overlap);
        return keys.expireNewest(id, kind, at).thenReturn(new Retired(at));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Mono<Void> changed(StoredWebhook after) {
        return webhooks.update(after).then(events.add(WebhookEvents.updated(after)));
    }

    private static void requireVersion(@Nullable Long wanted, long present) {
        if (wanted != null && wanted != present) {
            throw Problem.conflict("The webhook is at version " + present + ", not " + wanted
                            + ": it was changed meanwhile. Read it, and decide anew.")
                    .toException();
        }
    }

    private static RuntimeException tooMany(KeyTable.Live live) {
        return Problem.conflict(
                        "The webhook has " + Signing.MAX_LIVE + " keys that sign, which is as many as are allowed;"
                                + " the next of them expires at " + live.nextExpiry()
                                + ". Rotate after that, or with overlap_seconds 0, which ends all of them at once.")
                .toException();
    }
}
