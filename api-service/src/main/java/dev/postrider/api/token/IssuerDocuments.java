package dev.postrider.api.token;

import com.nimbusds.jose.jwk.JWKSet;
import dev.postrider.common.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Fetches the keys of issuers by OpenID Connect Discovery 1.0: the metadata below the issuer's URL say where its keys are. Redirects
 * are not followed, and both documents together have one deadline.
 */
final class IssuerDocuments {
    private static final String METADATA = "/.well-known/openid-configuration";

    private final WebClient client;
    private final Duration timeout;
    private final boolean allowHttp;

    /**
     * @param client which follows no redirects and reads a limited body
     */
    IssuerDocuments(WebClient client, Duration timeout, boolean allowHttp) {
        this.client = client;
        this.timeout = timeout;
        this.allowHttp = allowHttp;
    }

    /** The issuer's public keys; an error where they cannot be had. */
    Mono<JWKSet> keys(String issuer) {
        return get(withoutSlash(issuer) + METADATA)
                .map(metadata -> keysUrl(issuer, metadata))
                .flatMap(this::get)
                .map(IssuerDocuments::parse)
                .timeout(timeout);
    }

    private String keysUrl(String issuer, byte[] metadata) {
        JsonNode document = Json.tree(metadata);
        if (!document.path("issuer").asString("").equals(issuer)) {
            throw new IllegalStateException("its metadata name another issuer");
        }
        String url = document.path("jwks_uri").asString("");
        if (!IssuerUrl.isAllowed(url, allowHttp)) {
            throw new IllegalStateException("its metadata have no https URL as jwks_uri");
        }
        return url;
    }

    private Mono<byte[]> get(String url) {
        return client.get()
                .uri(URI.create(url))
                .accept(MediaType.APPLICATION_JSON)
                .exchangeToMono(answer -> {
                    if (!answer.statusCode().isSameCodeAs(HttpStatus.OK)) {
                        return answer.releaseBody()
                                .then(Mono.error(() -> new IllegalStateException(
                                        url + " answered " + answer.statusCode().value())));
                    }
                    return answer.bodyToMono(byte[].class)
                            .switchIfEmpty(Mono.error(() -> new IllegalStateException(url + " answered nothing")));
                });
    }

    /** Without what is secret, should an issuer show that: a symmetric key verifies nothing here. */
    private static JWKSet parse(byte[] keys) {
        try {
            return JWKSet.parse(new String(keys, StandardCharsets.UTF_8)).toPublicJWKSet();
        } catch (ParseException e) {
            throw new IllegalStateException("its keys cannot be read", e);
        }
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
