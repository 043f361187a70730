package dev.postrider.api.apikey;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.web.TimeRange;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Keys over REST: made by administrators, shown once. */
@RestController
@RequestMapping("/api/v1/api-keys")
class ApiKeyController {
    private static final int MAX_NAME = 255;
    private static final int MAX_RATE = 1_000_000;
    private static final Set<String> BY_ITSELF =
            Set.of("id", "organization_id", "created_by", "created_at", "last_used_at", "revoked_at", "rotation_hint");

    private final ApiKeys keys;
    private final VerifiedKeys verified;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final SecureRandom random;
    private final InstantSource clock;

    ApiKeyController(
            ApiKeys keys,
            VerifiedKeys verified,
            Audit audit,
            TransactionalOperator transactions,
            SecureRandom random,
            InstantSource clock) {
        this.keys = keys;
        this.verified = verified;
        this.audit = audit;
        this.transactions = transactions;
        this.random = random;
        this.clock = clock;
    }

    @PostMapping
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.ADMIN) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS).flatMap(body -> {
            KeyText text = KeyText.generate(random);
            ApiKey key = read(body, caller, text);
            Change change = Change.created(json ->
                            ApiKeyJson.write(json, key, null, key.times().createdAt()))
                    .without(BY_ITSELF);
            return transactions
                    .transactional(keys.insert(key, KeyHash.of(text.value()))
                            .then(audit.record(
                                    caller,
                                    AuditAction.API_KEY_CREATED,
                                    key.id().toString(),
                                    change)))
                    .thenReturn(Answer.created(
                            "/api/v1/api-keys/" + key.id(),
                            json -> ApiKeyJson.write(
                                    json, key, text, key.times().createdAt())));
        });
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.ADMIN) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), Set.of("limit", "cursor"), errors);
        int limit = query.limit();
        Optional<Cursor> cursor = query.cursor();
        errors.throwIfAny();
        return keys.list(caller.organization(), cursor, limit + 1)
                .collectList()
                .map(rows -> Page.of(rows, limit, OptionalLong.empty()))
                .map(page -> Answer.ok(json -> page.write(
                        json,
                        (out, key) -> ApiKeyJson.write(out, key, null, now()),
                        key -> new Cursor(key.times().createdAt(), key.id()))));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.ADMIN) Caller caller, @PathVariable String id) {
        return keys.find(caller.organization(), PathId.of("API key", id))
                .map(key -> Answer.ok(json -> ApiKeyJson.write(json, key, null, now())))
                .switchIfEmpty(Mono.error(ApiKeyController::notFound));
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<byte[]>> revoke(@Authorized(Role.ADMIN) Caller caller, @PathVariable String id) {
        UUID key = PathId.of("API key", id);
        return transactions
                .transactional(keys.revoke(caller.organization(), key, now())
                        .flatMap(revoked -> revoked.isNew()
                                ? audit.record(caller, AuditAction.API_KEY_REVOKED, key.toString(), Change.NONE)
                                        .thenReturn(revoked)
                                : Mono.just(revoked)))
                .doOnNext(revoked -> verified.forget(revoked.hash()))
                .map(_ -> Answer.noContent())
                .switchIfEmpty(Mono.error(ApiKeyController::notFound));
    }

    private ApiKey read(byte[] body, Caller caller, KeyText text) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(Set.of("name", "role", "expires_at", "requests_per_second"), Map.of());
        @Nullable String name = fields.requiredText("name", 1, MAX_NAME);
        @Nullable String roleText = fields.requiredText("role", 1, MAX_NAME);
        @Nullable Role role = roleText == null ? null : errors.check("role", () -> Role.parse(roleText));
        Instant now = now();
        @Nullable Instant expiresAt = expiry(fields, now);
        @Nullable Integer requests = fields.nullableInteger("requests_per_second", 1, MAX_RATE, null, "no limit of its own");
        errors.throwIfAny();
        return new ApiKey(
                UUID.randomUUID(),
                caller.organization(),
                Objects.requireNonNull(name),
                Objects.requireNonNull(role),
                text.prefix(),
                requests,
                caller.name(),
                new ApiKey.Times(now, expiresAt, null, null));
    }

    private static @Nullable Instant expiry(Fields fields, Instant now) {
        if (fields.isNull("expires_at")) {
            return null;
        }
        @Nullable String text = fields.text("expires_at", 1, MAX_NAME);
        if (text == null) {
            return null;
        }
        Optional<Instant> time = TimeRange.parse(text).map(given -> given.truncatedTo(ChronoUnit.MICROS));
        if (time.isEmpty()) {
            fields.error("expires_at", "must be an RFC 3339 time such as 2027-01-31T12:00:00Z, or null for never");
        } else if (!time.get().isAfter(now)) {
            fields.error("expires_at", "must be in the future");
        }
        return time.orElse(null);
    }

    private static RuntimeException notFound() {
        return Problem.notFound("There is no API key with this id.").toException();
    }

    /** The database keeps microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
