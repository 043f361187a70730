package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds out who makes a request, by whichever {@link Authenticator} knows what it carries. */
@Component
public final class Authentication {
    private static final String SCHEME = "bearer ";

    private final List<Authenticator> authenticators;

    /**
     * @param authenticators the first that knows the kind decides
     */
    Authentication(List<Authenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    /**
     * The caller, acting for the organization that the request's header names, if any.
     *
     * @return an error with a problem where nobody may be let in
     */
    Mono<Caller> of(ServerHttpRequest request) {
        return Mono.defer(() -> authenticate(credential(request), organization(request)));
    }

    /** The same once more, for what lasts: whether the caller is still let in. */
    public Mono<Caller> again(ServerHttpRequest request, Caller caller) {
        return Mono.defer(() -> authenticate(credential(request), Optional.of(caller.organization())));
    }

    private Mono<Caller> authenticate(String credential, Optional<OrganizationId> actingFor) {
        return Flux.fromIterable(authenticators)
                .concatMap(authenticator -> authenticator.authenticate(credential, actingFor), 0)
                .next()
                .switchIfEmpty(Mono.error(() ->
                        Problem.unauthorized("The key is unknown or revoked.").toException()));
    }

    private static String credential(ServerHttpRequest request) {
        @Nullable String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.unauthorized("Send a key or a token, with the header Authorization: Bearer <key>.")
                    .toException();
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static Optional<OrganizationId> organization(ServerHttpRequest request) {
        @Nullable String header = request.getHeaders().getFirst(Caller.ORGANIZATION_HEADER);
        try {
            return Optional.ofNullable(header).map(OrganizationId::new);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(Caller.ORGANIZATION_HEADER, String.valueOf(e.getMessage()))
                    .toException();
        }
    }
}
