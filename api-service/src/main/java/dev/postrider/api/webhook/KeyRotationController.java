package dev.postrider.api.webhook;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.IfMatch;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.webhook.KeyRotation.Request;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Rotates a webhook's secret and its Ed25519 key. A secret is in the answer, once; a private key is in none. */
@RestController
@RequestMapping("/api/v1/webhooks/{id}")
class KeyRotationController {
    private static final String SECRET = "secret";
    private static final String KEY = "signing_key";
    private static final String OVERLAP = "overlap_seconds";
    private static final String VERSION = "version";

    private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    private static final Duration MAX_OVERLAP = Duration.ofDays(7);

    private static final Map<String, String> HINTS = Map.of(
            "overlap", "is not a known field; use " + OVERLAP,
            "grace_period", "is not a known field; use " + OVERLAP,
            "grace_period_seconds", "is not a known field; use " + OVERLAP,
            "expires_in", "is not a known field; use " + OVERLAP,
            "key", "is not a known field; use " + SECRET + " or " + KEY);

    private final KeyRotation rotation;

    KeyRotationController(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @PostMapping("/rotate-secret")
    Mono<ResponseEntity<byte[]>> rotateSecret(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        return read(request, SECRET, SigningSecret::new)
                .flatMap(wanted -> rotation.rotateSecret(caller, webhook, wanted))
                .map(rotated -> IfMatch.tagged(
                        Answer.ok(json -> {
                            json.writeStartObject();
                            WebhookJson.writeSecret(json, rotated.key());
                            time(json, "previous_secret_expires_at", rotated.previousExpiresAt());
                            json.writeEndObject();
                        }),
                        rotated.version()))
                .switchIfEmpty(Mono.error(KeyRotationController::notFound));
    }

    @PostMapping("/rotate-signing-key")
    Mono<ResponseEntity<byte[]>> rotateKey(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        return read(request, KEY, SigningKey::given)
                .flatMap(wanted -> rotation.rotateKey(caller, webhook, wanted))
                .map(rotated -> IfMatch.tagged(
                        Answer.ok(json -> {
                            json.writeStartObject();
                            json.writeStringProperty(
                                    "kid", rotated.key().publicKey().id());
                            json.writeStringProperty(
                                    "public_key", rotated.key().publicKey().text());
                            time(json, "previous_key_expires_at", rotated.previousExpiresAt());
                            json.writeEndObject();
                        }),
                        rotated.version()))
                .switchIfEmpty(Mono.error(KeyRotationController::notFound));
    }

    /** A body may be left out, as all its fields may be. */
    private static <K> Mono<Request<K>> read(ServerHttpRequest request, String name, Function<String, K> key) {
        IfMatch condition = IfMatch.of(request);
        return BodyReader.read(request, BodyReader.SETTINGS).map(body -> {
            FieldErrors errors = new FieldErrors();
            Fields fields = new Fields(StrictJson.object(body.length == 0 ? utf8("{}") : body), "", errors);
            fields.refuseUnknown(Set.of(name, OVERLAP, VERSION), HINTS);
            @Nullable String given = fields.text(name, 0, Integer.MAX_VALUE);
            @Nullable K read = given == null ? null : errors.check(name, () -> key.apply(given));
            @Nullable Integer overlap = fields.integer(OVERLAP);
            if (overlap != null && (overlap < 0 || overlap > MAX_OVERLAP.toSeconds())) {
                fields.error(OVERLAP, "must be 0 to " + MAX_OVERLAP.toSeconds() + ", is " + overlap);
            }
            @Nullable Integer version = fields.integer(VERSION);
            errors.throwIfAny();
            return new Request<>(
                    read,
                    overlap == null ? DEFAULT_OVERLAP : Duration.ofSeconds(overlap),
                    version == null ? null : version.longValue(),
                    condition);
        });
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) {
        if (time == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, time.toString());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RuntimeException notFound() {
        return Problem.notFound("There is no webhook with this id.").toException();
    }
}
