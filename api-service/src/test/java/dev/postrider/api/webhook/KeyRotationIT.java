package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** New secrets and keys beside old ones, on the topic, in the table and for receivers. */
@Tag("proof")
class KeyRotationIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final String id =
            create("{\"url\":\"https://example.com\",\"events\":[\"a\"],\"secret\":\"the-first-secret\"}");

    @Test
    void rotatedSecretSignsBesideTheOneBeforeForADay() {
        Instant before = Instant.now();

        JsonNode rotated = rotate("secret", "{}", 200);

        String secret = rotated.required("secret").stringValue();
        Instant expiry =
                Instant.parse(rotated.required("previous_secret_expires_at").stringValue());
        assertThat(secret).startsWith("whsec_");
        assertThat(expiry)
                .isBetween(
                        before.plus(Duration.ofDays(1)).minusMillis(1),
                        Instant.now().plus(Duration.ofDays(1)));
        assertThat(api.published(id).signing().secrets())
                .containsExactly(
                        Expiring.never(new SigningSecret(secret)),
                        new Expiring<>(new SigningSecret("the-first-secret"), expiry));
        assertThat(api.published(id).version()).isEqualTo(2);
        assertThat(get(client, WEBHOOKS + "/" + id).has("secret")).isFalse();
    }

    @Test
    void aBodyIsNotNeededAndAGivenSecretIsTaken() {
        assertThat(Json.of(
                                client.post()
                                        .uri(WEBHOOKS + "/" + id + "/rotate-secret")
                                        .exchange(),
                                200)
                        .required("secret")
                        .stringValue())
                .startsWith("whsec_");

        JsonNode given = rotate("secret", "{\"secret\":\"my own secret\",\"overlap_seconds\":60}", 200);

        assertThat(given.required("secret").stringValue()).isEqualTo("my own secret");
        assertThat(given.required("standard_secret").stringValue()).isEqualTo("whsec_bXkgb3duIHNlY3JldA==");
        assertThat(api.published(id).signing().secrets()).hasSize(3);
    }

    @Test
    void withoutOverlapAllSecretsOfBeforeEndAtOnce() {
        rotate("secret", "{\"overlap_seconds\":604800}", 200);

        String secret = rotate("secret", "{\"overlap_seconds\":0}", 200)
                .required("secret")
                .stringValue();

        assertThat(api.published(id).signing().secrets()).containsExactly(Expiring.never(new SigningSecret(secret)));
    }

    @Test
    void expiredSecretsLeaveTheTableAndTheTopic() throws Exception {
        String secret = rotate("secret", "{\"overlap_seconds\":1}", 200)
                .required("secret")
                .stringValue();

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(rows()).isEqualTo(1);
            assertThat(api.published(id).signing().secrets())
                    .containsExactly(Expiring.never(new SigningSecret(secret)));
        });
    }

    @Test
    void aSixthLiveSecretIsRefusedAndTheProblemSaysWhenThereIsRoom() {
        String first = rotate("secret", "{\"overlap_seconds\":3600}", 200)
                .required("previous_secret_expires_at")
                .stringValue();
        for (int i = 0; i < 3; i++) {
            rotate("secret", "{\"overlap_seconds\":7200}", 200);
        }

        JsonNode problem = rotate("secret", "{}", 409);

        assertThat(problem.required("detail").stringValue()).contains("5 keys", first, "overlap_seconds 0");
        assertThat(api.published(id).signing().secrets()).hasSize(5);
        rotate("secret", "{\"overlap_seconds\":0}", 200);
        assertThat(api.published(id).signing().secrets()).hasSize(1);
    }

    @Test
    void rotationsAtTheSameTimeComeOneAfterTheOther() throws Exception {
        Callable<JsonNode> rotation = () -> rotate("secret", "{}", 200);
        Set<String> secrets = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<JsonNode> answer : threads.invokeAll(List.of(rotation, rotation, rotation))) {
                secrets.add(answer.get().required("secret").stringValue());
            }
        }

        List<Expiring<SigningSecret>> published = api.published(id).signing().secrets();
        assertThat(published).hasSize(4);
        assertThat(published.subList(0, 3))
                .extracting(secret -> secret.key().value())
                .hasSameElementsAs(secrets);
        assertThat(published.get(0).expiresAt()).isNull();
        assertThat(published.subList(1, 4)).allMatch(secret -> secret.expiresAt() != null);
    }

    @Test
    void aRotationForAnotherVersionChangesNothing() {
        JsonNode problem = rotate("secret", "{\"version\":7}", 409);

        assertThat(problem.required("detail").stringValue()).contains("at version 1, not 7");
        assertThat(api.published(id).signing().secrets()).hasSize(1);
        rotate("secret", "{\"version\":1}", 200);
        rotate("secret", "{\"version\":1}", 409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret|{\"overlap_seconds\":604801}|overlap_seconds",
                "secret|{\"overlap_seconds\":-1}|overlap_seconds",
                "secret|{\"secret\":\"short\"}|secret",
                "secret|{\"overlap\":5}|overlap",
                "signing-key|{\"signing_key\":\"whsk_AAAA\"}|signing_key",
            })
    void whatIsWrongIsNamed(String what, String body, String field) {
        JsonNode problem = rotate(what, body, 400);

        assertThat(Json.fields(problem)).containsExactly(field);
    }

    @Test
    void webhooksOfOthersAndUnknownOnesAreNotThere() {
        WebTestClient other = api.adminOf(api.newOrganization());

        Json.of(RunningApi.post(other, WEBHOOKS + "/" + id + "/rotate-secret", "{}"), 404);
        Json.of(RunningApi.post(other, WEBHOOKS + "/" + id + "/rotate-signing-key", "{}"), 404);
        assertThat(api.published(id).signing().secrets()).hasSize(1);
    }

    @Test
    void aWebhookThatWantsEd25519HasAKeyAndShowsItsPublicHalf() {
        String signed = create("""
                {"url":"https://example.com","events":["a"],"signatures":["standard","standard-ed25519"]}""");

        SigningKey key = api.published(signed).signing().keys().get(0).key();
        JsonNode shown = get(client, WEBHOOKS + "/" + signed).required("public_keys");
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).required("key").stringValue())
                .isEqualTo(key.publicKey().text());
        assertThat(shown.get(0).required("kid").stringValue())
                .isEqualTo(key.publicKey().id());
        assertThat(shown.get(0).required("expires_at").isNull()).isTrue();
        JsonNode jwk =
                jwks("/.well-known/jwks/" + signed + ".json").required("keys").get(0);
        assertThat(jwk.toString())
                .isEqualTo("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"EdDSA\",\"use\":\"sig\",\"kid\":\""
                        + key.publicKey().id() + "\",\"x\":\"" + key.publicKey().x() + "\"}");
        assertThat(jwks("/.well-known/jwks.json?organization_id=" + organization)
                        .required("keys"))
                .containsExactly(jwk);
    }

    @Test
    void aChangeOfSignaturesMakesTheKeyOnce() {
        patch("{\"signatures\":[\"standard-ed25519\"]}");
        SigningKey key = api.published(id).signing().keys().get(0).key();

        patch("{\"signatures\":[\"standard\"]}");
        patch("{\"signatures\":[\"standard-ed25519\"]}");

        assertThat(api.published(id).signing().keys()).containsExactly(Expiring.never(key));
    }

    @Test
    void rotatedKeySignsBesideTheOneBeforeAndBothArePublic() {
        SigningKey given = SigningKey.generate(new SecureRandom());
        patch("{\"signatures\":[\"standard-ed25519\"]}");
        SigningKey first = api.published(id).signing().keys().get(0).key();

        JsonNode rotated = rotate("signing-key", "{\"signing_key\":\"" + given.text() + "\"}", 200);

        assertThat(rotated.toString()).doesNotContain(given.text());
        assertThat(rotated.required("public_key").stringValue())
                .isEqualTo(given.publicKey().text());
        Instant expiry =
                Instant.parse(rotated.required("previous_key_expires_at").stringValue());
        assertThat(api.published(id).signing().keys())
                .containsExactly(Expiring.never(given), new Expiring<>(first, expiry));
        assertThat(api.published(id).signing().secrets()).as("secrets stay").hasSize(1);
        assertThat(jwks("/.well-known/jwks/" + id + ".json").required("keys")).hasSize(2);

        rotate("signing-key", "{\"overlap_seconds\":0}", 200);
        assertThat(jwks("/.well-known/jwks/" + id + ".json").required("keys")).hasSize(1);
    }

    @Test
    void publicKeysNeedNoKeyAreCachedAndTellNothingOfWhatDoesNotExist() {
        WebTestClient anonymous = api.anonymous();
        String path = "/.well-known/jwks/" + id + ".json";

        String tag = Objects.requireNonNull(anonymous
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "max-age=300, public")
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .getETag());

        anonymous
                .get()
                .uri(path)
                .header("If-None-Match", tag)
                .exchange()
                .expectStatus()
                .isNotModified();
        String unknown = "/.well-known/jwks/7c9e6679-7425-40de-944b-e07fc1f90ae7.json";
        assertThat(jwks(unknown).required("keys")).isEmpty();
        assertThat(jwks("/.well-known/jwks.json?organization_id=nobody").required("keys"))
                .isEmpty();
        anonymous
                .get()
                .uri("/.well-known/jwks.json?x=1")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void signaturesUnderOtherNamesAreShownAndPublished() {
        JsonNode patched = patch("""
                {"signatures":["standard",{"profile":"standard","prefix":"svix-"},
                 {"profile":"postrider","header":"X-Acme-Signature","prefix":"sha256="}]}""");

        assertThat(patched.required("signatures").toString())
                .isEqualTo("[{\"profile\":\"postrider\",\"header\":\"X-Acme-Signature\"},"
                        + "{\"profile\":\"standard\",\"prefix\":\"svix-\"},\"standard\"]");
        assertThat(api.published(id).signing().signatures()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"signatures\":[\"unknown\"]|signatures[0]",
                "\"signatures\":[{\"profile\":\"unknown\"}]|signatures[0].profile",
                "\"signatures\":[\"standard\",{\"profile\":\"postrider\",\"header\":\"Host\"}]|signatures[1]",
                "\"signatures\":[{\"profile\":\"postrider\",\"name\":\"X\"}]|signatures[0].name",
                "\"signatures\":[\"postrider\",\"postrider-sha512\"]|signatures",
                "\"signatures\":[{\"profile\":\"postrider\",\"header\":\"X-A\"}],\"headers\":{\"x-a\":\"1\"}|signatures",
                "\"signatures\":[7]|signatures[0]",
            })
    void signaturesThatCannotBeSentAreRefusedByName(String fields, String field) {
        JsonNode problem = Json.of(
                RunningApi.post(
                        client, WEBHOOKS, "{\"url\":\"https://example.com\",\"events\":[\"a\"]," + fields + "}"),
                400);

        assertThat(Json.fields(problem)).containsExactly(field);
    }

    private String create(String json) {
        return Json.of(RunningApi.post(client, WEBHOOKS, json), 201)
                .required("id")
                .stringValue();
    }

    private JsonNode rotate(String what, String body, int status) {
        return Json.of(RunningApi.post(client, WEBHOOKS + "/" + id + "/rotate-" + what, body), status);
    }

    private JsonNode patch(String body) {
        return Json.of(
                client.patch()
                        .uri(WEBHOOKS + "/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchange(),
                200);
    }

    private static JsonNode get(WebTestClient client, String path) {
        return Json.of(client.get().uri(path).exchange(), 200);
    }

    private JsonNode jwks(String path) {
        return get(api.anonymous(), path);
    }

    private int rows() throws SQLException {
        try (Connection connection = api.database().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT count(*) FROM webhook_secrets WHERE webhook_id = '" + id + "'")) {
            result.next();
            return result.getInt(1);
        }
    }
}
