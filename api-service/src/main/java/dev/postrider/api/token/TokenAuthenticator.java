package dev.postrider.api.token;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Authenticator;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.organization.KnownOrganizations;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.common.id.OrganizationId;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** Knows callers by tokens of the configured issuers. Needs no database for organizations that were asked about before. */
final class TokenAuthenticator implements Authenticator {
    /** A JSON object in base64, then two or more parts: a signed token has three, an encrypted one five. */
    private static final Pattern FORM = Pattern.compile("eyJ[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*){2,4}");

    private final Map<String, TrustedIssuer> issuers;
    private final KnownOrganizations organizations;

    /**
     * @param issuers by their {@code iss}
     */
    TokenAuthenticator(Map<String, TrustedIssuer> issuers, KnownOrganizations organizations) {
        this.issuers = Map.copyOf(issuers);
        this.organizations = organizations;
    }

    @Override
    public Mono<Caller> authenticate(String credential, Optional<OrganizationId> actingFor) {
        if (!FORM.matcher(credential).matches()) {
            return Mono.empty();
        }
        SignedJWT token = parse(credential);
        TrustedIssuer issuer = issuer(token);
        return issuer.verify(token, credential)
                .map(verified -> TokenClaims.of(verified.getClaims(), issuer.settings()))
                .flatMap(claims -> caller(issuer.settings().uri(), claims, actingFor));
    }

    private static SignedJWT parse(String text) {
        try {
            if (JWTParser.parse(text) instanceof SignedJWT signed) {
                return signed;
            }
        } catch (ParseException e) {
            throw invalid("The token cannot be read.");
        }
        throw invalid("The token is not signed.");
    }

    /** By what the token says before anything of it is verified: it only chooses whose keys verify it. */
    private TrustedIssuer issuer(SignedJWT token) {
        @Nullable String name;
        try {
            name = token.getJWTClaimsSet().getIssuer();
        } catch (ParseException e) {
            throw invalid("The token cannot be read.");
        }
        @Nullable TrustedIssuer issuer = name == null ? null : issuers.get(name);
        if (issuer == null) {
            throw invalid(
                    issuers.isEmpty()
                            ? "Tokens are not taken here; send a key."
                            : "The token is of an issuer whose tokens are not taken.");
        }
        return issuer;
    }

    private Mono<Caller> caller(String issuer, TokenClaims claims, Optional<OrganizationId> actingFor) {
        boolean anywhere = claims.roles().contains(Role.PLATFORM_ADMIN);
        OrganizationId organization = anywhere ? actingFor.orElse(OrganizationId.DEFAULT) : chosen(claims, actingFor);
        Actor actor = new Actor(Actor.Kind.TOKEN, claims.subject(), issuer + "#" + claims.subject());
        return organizations
                .require(organization)
                .onErrorMap(
                        error -> !anywhere && isNotFound(error),
                        _ -> invalid("The token is for the organization " + organization + ", which does not exist."))
                .map(limits -> new Caller(organization, claims.roles(), actor, limits, null, null));
    }

    private static OrganizationId chosen(TokenClaims claims, Optional<OrganizationId> actingFor) {
        String all = claims.organizations().stream().map(OrganizationId::value).collect(Collectors.joining(", "));
        if (actingFor.isEmpty() && claims.organizations().size() > 1) {
            throw Problem.invalid(
                            Caller.ORGANIZATION_HEADER,
                            "must name one of the organizations that the token is for: " + all)
                    .toException();
        }
        OrganizationId organization =
                actingFor.orElseGet(() -> claims.organizations().iterator().next());
        if (!claims.organizations().contains(organization)) {
            throw Problem.forbidden(
                            Caller.ORGANIZATION_HEADER,
                            "must be absent or of the organizations that the token is for: " + all)
                    .toException();
        }
        return organization;
    }

    private static boolean isNotFound(Throwable error) {
        return error instanceof ProblemException refused && refused.problem().status() == HttpStatus.NOT_FOUND;
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalidToken(detail).toException();
    }
}
