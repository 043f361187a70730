package dev.postrider.api.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An issuer, and what its tokens must be: signed with a key of its own by an allowed algorithm, for us, and of now. */
final class TrustedIssuer {
    /** Of RFC 9068, beside JWT and none at all. */
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final IssuerSettings settings;
    private final IssuerKeys keys;
    private final ReactiveJwtDecoder decoder;

    TrustedIssuer(IssuerSettings settings, IssuerKeys keys, Duration clockSkew, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        NimbusReactiveJwtDecoder nimbus = NimbusReactiveJwtDecoder.withJwkSource(this::candidates)
                .jwtProcessorCustomizer(this::restrict)
                .build();
        JwtTimestampValidator times = new JwtTimestampValidator(clockSkew);
        times.setClock(clock.withZone(ZoneOffset.UTC));
        times.setAllowEmptyExpiryClaim(false);
        nimbus.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(times, audience())));
        this.decoder = nimbus;
    }

    IssuerSettings settings() {
        return settings;
    }

    /** What a token says, once all of that is found to be so; else an error with a 401 problem, or 503 where that cannot be known. */
    Mono<Jwt> verify(SignedJWT token, String text) {
        if (!settings.jwsAlgorithms().contains(token.getHeader().getAlgorithm())) {
            return Mono.error(Problem.invalidToken("The token is signed by an algorithm that is not taken; taken are: "
                            + String.join(", ", settings.algorithms()) + ".")
                    .toException());
        }
        return decoder.decode(text).onErrorMap(TrustedIssuer::translated);
    }

    private Flux<JWK> candidates(SignedJWT token) {
        @Nullable String kid = token.getHeader().getKeyID();
        return keys.find(kid).flatMapIterable(found -> {
            if (kid != null && found.getKeyByKeyId(kid) == null) {
                throw Problem.invalidToken("The token is signed with a key that its issuer does not have.")
                        .toException();
            }
            return found.getKeys();
        });
    }

    private void restrict(ConfigurableJWTProcessor<JWKSecurityContext> processor) {
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(settings.jwsAlgorithms(), new JWKSecurityContextJWKSet()));
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
    }

    private OAuth2TokenValidator<Jwt> audience() {
        OAuth2Error wrong = new OAuth2Error(
                OAuth2ErrorCodes.INVALID_TOKEN, "its claim aud does not have " + settings.audience(), null);
        return token -> token.getAudience() != null && token.getAudience().contains(settings.audience())
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(wrong);
    }

    /** The library's errors as problems; what is none of a token stays what it is. */
    private static Throwable translated(Throwable error) {
        return switch (error) {
            case ProblemException problem -> problem;
            case JwtValidationException e ->
                Problem.invalidToken("The token is not taken: "
                                + e.getErrors().stream()
                                        .map(OAuth2Error::getDescription)
                                        .collect(Collectors.joining("; "))
                                + ".")
                        .toException();
            case JwtException _ ->
                Problem.invalidToken("The token's signature or form is not valid.")
                        .toException();
            case IllegalStateException e when e.getCause() instanceof ProblemException problem -> problem;
            case IllegalStateException _ ->
                Problem.invalidToken("The token's claims are not of the types that they must be.")
                        .toException();
            default -> error;
        };
    }
}
