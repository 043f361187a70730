package dev.postrider.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.api.support.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Tokens at the API: what is taken, what is refused and how that is told. */
class TokenIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String HOOK = "{\"url\":\"https://example.com\",\"events\":[\"a\"]}";
    private static final String EVENT = "{\"event\":\"a\",\"data\":1}";

    private final RunningApi api = RunningApi.shared();
    private final TestIssuer issuer = TestIssuer.shared();
    private final String organization = api.newOrganization();

    @Test
    void tokenActsForItsOrganizationWithItsRole() {
        WebTestClient manager = api.withKey(issuer.token(organization, "manager"));

        JsonNode created = Json.of(RunningApi.post(manager, WEBHOOKS, HOOK), 201);

        assertThat(created.required("organization_id").stringValue()).isEqualTo(organization);
        assertThat(created.required("created_by").stringValue()).isEqualTo("user-1");
        JsonNode problem = Json.of(manager.get().uri("/api/v1/api-keys").exchange(), 403);
        assertThat(problem.required("detail").stringValue())
                .isEqualTo("This needs a token with the role admin; the token's role is manager.");
    }

    @Test
    void auditLogNamesSubjectAndIssuer() {
        RunningApi.post(api.withKey(issuer.token(organization, "manager")), WEBHOOKS, HOOK)
                .expectStatus()
                .isCreated();

        JsonNode row = Json.of(
                        api.adminOf(organization)
                                .get()
                                .uri("/api/v1/audit-log?actor={id}", issuer.uri() + "#user-1")
                                .exchange(),
                        200)
                .at("/items/0");
        assertThat(row.required("action").stringValue()).isEqualTo("webhook.created");
        assertThat(row.required("actor").toString())
                .isEqualTo("{\"kind\":\"token\",\"name\":\"user-1\",\"id\":\"" + issuer.uri() + "#user-1\"}");
    }

    @Test
    void severalRolesAddUp() {
        WebTestClient both = api.withKey(
                issuer.sign(issuer.claims(organization, "").claim("roles", List.of("viewer", "producer", "unknown"))));

        both.get().uri(WEBHOOKS).exchange().expectStatus().isOk();
        RunningApi.post(both, "/api/v1/events", EVENT).expectStatus().isAccepted();
        assertThat(Json.of(RunningApi.post(both, WEBHOOKS, HOOK), 403)
                        .required("detail")
                        .stringValue())
                .endsWith("the token's roles are viewer, producer.");
    }

    @Test
    void tokenOfSeveralOrganizationsNamesOneInTheHeader() {
        String other = api.newOrganization();
        WebTestClient client = api.withKey(
                issuer.sign(issuer.claims("", "viewer").claim("organization_id", List.of(organization, other))));

        JsonNode unnamed = Json.of(client.get().uri(WEBHOOKS).exchange(), 400);
        client.get()
                .uri(WEBHOOKS)
                .header("X-Organization-Id", other)
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(Json.fields(unnamed)).containsExactly("X-Organization-Id");
        Json.of(
                client.get()
                        .uri(WEBHOOKS)
                        .header("X-Organization-Id", api.newOrganization())
                        .exchange(),
                403);
    }

    @Test
    void platformAdministratorByTokenActsForAnyOrganization() {
        WebTestClient operator = api.withKey(
                issuer.sign(issuer.claims("", "").claim("organization_id", null).claim("roles", "postrider-operator")));

        operator.get().uri("/api/v1/organizations").exchange().expectStatus().isOk();
        operator.get()
                .uri(WEBHOOKS)
                .header("X-Organization-Id", organization)
                .exchange()
                .expectStatus()
                .isOk();
        Json.of(
                operator.get()
                        .uri(WEBHOOKS)
                        .header("X-Organization-Id", "nobody-" + organization)
                        .exchange(),
                404);
    }

    @Test
    void everyRequestOfASubjectCountsTowardsItsLimit() {
        api.withKey(issuer.token(organization, "viewer"))
                .get()
                .uri(WEBHOOKS)
                .exchange()
                .expectHeader()
                .valueMatches("RateLimit-Policy", "\"key\";q=\\d+;w=1, \"organization\";q=\\d+;w=1");
    }

    @Test
    void timesAreJudgedWithSomeSkew() {
        Instant now = Instant.now();

        refused(issuer.sign(claims().expirationTime(Date.from(now.minus(Duration.ofMinutes(2))))), "Jwt expired at ");
        refused(issuer.sign(claims().notBeforeTime(Date.from(now.plus(Duration.ofMinutes(2))))), "Jwt used before ");
        refused(issuer.sign(claims().expirationTime(null)), "exp is required");
        api.withKey(issuer.sign(claims().expirationTime(Date.from(now.minusSeconds(20)))))
                .get()
                .uri(WEBHOOKS)
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void tokensForOthersAndOfOthersAreRefused() {
        refused(issuer.sign(claims().audience("another")), "its claim aud does not have postrider");
        refused(issuer.sign(claims().audience((String) null)), "its claim aud does not have postrider");
        refused(issuer.sign(claims().issuer("https://elsewhere.example")), "an issuer whose tokens are not taken");
        refused(issuer.sign(claims().issuer(null)), "an issuer whose tokens are not taken");
    }

    @Test
    void signaturesThatAreNotTheIssuersAreRefused() throws JOSEException {
        RSAKey forged = new RSAKey.Builder(TestIssuer.newKey())
                .keyID(issuer.key().getKeyID())
                .build();
        String genuine = issuer.token(organization, "admin");
        byte[] publicKey = issuer.key().toRSAPublicKey().getEncoded();
        JWSHeader hmac = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID(issuer.key().getKeyID())
                .build();

        refused(TestIssuer.sign(claims(), forged), "The token's signature or form is not valid.");
        refused(genuine.substring(0, genuine.lastIndexOf('.') + 1), "The token");
        refused(new PlainJWT(claims().build()).serialize(), "The token is not signed.");
        refused(TestIssuer.sign(claims(), hmac, new MACSigner(publicKey)), "an algorithm that is not taken");
        refused("eyJub3QiOiJhIHRva2VuIn0.e30.c2ln", "The token cannot be read.");
    }

    @Test
    void newKeysOfTheIssuerAreLearned() {
        String before = issuer.token(organization, "viewer");
        api.withKey(before).get().uri(WEBHOOKS).exchange().expectStatus().isOk();

        issuer.rotate();

        api.withKey(issuer.token(organization, "viewer"))
                .get()
                .uri(WEBHOOKS)
                .exchange()
                .expectStatus()
                .isOk();
        refused(before, "a key that its issuer does not have");
    }

    @Test
    void claimsThatAreMissingAreNamed() {
        refused(issuer.sign(claims().claim("organization_id", null)), "it has no claim organization_id");
        refused(issuer.sign(claims().claim("organization_id", "not an id")), "organization_id is not the id");
        refused(issuer.sign(claims().subject(null)), "no claim sub");
        refused(issuer.sign(claims().subject("a\u0000b")), "no claim sub");
        refused(issuer.token("nobody-" + organization, "viewer"), "which does not exist");
        assertThat(Json.of(
                                api.withKey(issuer.token(organization, "none"))
                                        .get()
                                        .uri(WEBHOOKS)
                                        .exchange(),
                                403)
                        .required("detail")
                        .stringValue())
                .startsWith("The token gives no role: its claim roles has none");
    }

    @Test
    void issuerThatIsDownIsNoFaultOfTheToken() {
        String token = issuer.sign(claims().issuer(RunningApi.ISSUER_THAT_IS_DOWN));

        WebTestClient.ResponseSpec answer =
                api.withKey(token).get().uri(WEBHOOKS).exchange();

        answer.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "2");
        assertThat(Json.of(answer, 503).required("detail").stringValue()).contains("issuer cannot be asked");
        api.withKey(api.newKey(organization, "viewer"))
                .get()
                .uri(WEBHOOKS)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims(organization, "viewer");
    }

    /** The challenge says what is wrong, and nothing shows the token. */
    private void refused(String token, String reason) {
        WebTestClient.ResponseSpec answer =
                api.withKey(token).get().uri(WEBHOOKS).exchange().expectStatus().isUnauthorized();
        HttpHeaders headers = answer.returnResult(Void.class).getResponseHeaders();
        String challenge = headers.getFirst(HttpHeaders.WWW_AUTHENTICATE);
        assertThat(challenge)
                .startsWith("Bearer realm=\"postrider\", error=\"invalid_token\", error_description=\"")
                .contains(reason)
                .doesNotContain(token.substring(token.indexOf('.')))
                .satisfies(text -> assertThat(
                                StandardCharsets.US_ASCII.newEncoder().canEncode(text))
                        .isTrue());
    }
}
