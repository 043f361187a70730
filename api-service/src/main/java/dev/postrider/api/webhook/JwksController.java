package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Query;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/**
 * Public keys as JSON Web Key sets, RFC 7517 and RFC 8037, for receivers: they have no key of the API. What does not exist has
 * no keys, so that nobody learns from the answer what does.
 */
@RestController
class JwksController {
    private static final MediaType JWK_SET = MediaType.parseMediaType("application/jwk-set+json");
    private static final CacheControl FIVE_MINUTES =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();
    private static final String ORGANIZATION = "organization_id";

    /** A set that a receiver fetches stays small; a webhook's own document has all of its keys. */
    private static final int MAX_KEYS = 1000;

    private final KeyTable keys;
    private final InstantSource clock;

    JwksController(KeyTable keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The keys of all webhooks of an organization. */
    @GetMapping("/.well-known/jwks.json")
    Mono<ResponseEntity<byte[]>> ofOrganization(ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), Set.of(ORGANIZATION), errors);
        @Nullable OrganizationId organization = query.text(ORGANIZATION)
                .map(text -> errors.check(ORGANIZATION, () -> new OrganizationId(text)))
                .orElse(OrganizationId.DEFAULT);
        errors.throwIfAny();
        return answer(request, keys.publicKeys(Objects.requireNonNull(organization), clock.instant(), MAX_KEYS));
    }

    /** The keys of one webhook, whose id stands in the header {@code X-Webhook-Id} of each delivery. */
    @GetMapping("/.well-known/jwks/{id}.json")
    Mono<ResponseEntity<byte[]>> ofWebhook(@PathVariable String id, ServerHttpRequest request) {
        return answer(request, keys.publicKeys(new WebhookId(PathId.of("webhook", id)), clock.instant()));
    }

    private static Mono<ResponseEntity<byte[]>> answer(ServerHttpRequest request, Flux<PublicKey> found) {
        return found.collectList().map(list -> {
            byte[] body = Json.write(json -> write(json, list));
            String tag = tag(body);
            boolean known = request.getHeaders().getIfNoneMatch().contains(tag);
            ResponseEntity.BodyBuilder answer = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                    .cacheControl(FIVE_MINUTES)
                    .eTag(tag);
            return known ? answer.build() : answer.contentType(JWK_SET).body(body);
        });
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(JsonGenerator json, List<PublicKey> keys) {
        json.writeStartObject();
        json.writeArrayPropertyStart("keys");
        for (PublicKey key : keys) {
            json.writeStartObject();
            json.writeStringProperty("kty", "OKP");
            json.writeStringProperty("crv", "Ed25519");
            json.writeStringProperty("alg", "EdDSA");
            json.writeStringProperty("use", "sig");
            json.writeStringProperty("kid", key.key().id());
            json.writeStringProperty("x", key.key().x());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
