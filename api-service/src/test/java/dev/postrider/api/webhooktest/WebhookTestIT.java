package dev.postrider.api.webhooktest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestCertificate;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Tests of webhooks make one real request. */
class WebhookTestIT {
    private static ScriptedReceiver receiver;

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());

    @BeforeAll
    static void startReceiver() {
        receiver = ScriptedReceiver.start();
    }

    @AfterAll
    static void stopReceiver() {
        receiver.close();
    }

    @Test
    void testIsOneSignedRequestAndIsLogged() {
        receiver.on("/ok").then(Answer.status(201).body("thanks"));
        JsonNode webhook = create("/ok", true, ",\"headers\":{\"X-Token\":\"t0ken\"}");

        JsonNode answer = Json.of(
                RunningApi.post(client, path(webhook), "{\"event\":\"user.created\",\"data\": {\"n\": 1e2} }"), 200);

        assertThat(answer.propertyNames())
                .containsExactly("success", "status_code", "response_time_ms", "response_body", "error");
        assertThat(answer.required("success").booleanValue()).isTrue();
        assertThat(answer.required("status_code").intValue()).isEqualTo(201);
        assertThat(answer.required("response_body").stringValue()).isEqualTo("thanks");
        ReceivedRequest request = receiver.requests("/ok").getFirst();
        assertThat(request.text()).contains("\"event\":\"user.created\"", "\"data\":{\"n\": 1e2}");
        assertThat(request.header("X-Token")).contains("t0ken");
        assertSigned(request, webhook.required("secret").stringValue());
        LogRecord.Attempted logged = logged(webhook);
        assertThat(logged.trigger()).isEqualTo(Trigger.TEST);
        assertThat(logged.requestBody()).isEqualTo(request.text());
        assertThat(logged.requestHeaders()).containsEntry("X-Token", "***");
        assertThat(logged.subject().delivery().toString())
                .isEqualTo(request.header("X-Webhook-Delivery").orElseThrow());
        assertThat(logged.next()).isEqualTo(new LogRecord.Next.Delivered());
    }

    @Test
    void testWorksWhileTheWebhookIsOffAndTellsWhatFailed() {
        receiver.on("/fails").reply(500);
        JsonNode webhook = create("/fails", false, "");

        JsonNode answer = Json.of(client.post().uri(path(webhook)).exchange(), 200);

        assertThat(answer.required("success").booleanValue()).isFalse();
        assertThat(answer.required("status_code").intValue()).isEqualTo(500);
        assertThat(answer.required("error").stringValue()).isEqualTo("HTTP 500");
        assertThat(receiver.count("/fails")).isEqualTo(1);
        assertThat(logged(webhook).next()).isEqualTo(new LogRecord.Next.GivenUp());
    }

    @Test
    void exchangeThatNeverEndsIsATimeout() {
        receiver.on("/hangs").hang();
        JsonNode webhook = create("/hangs", true, ",\"timeout_seconds\":1");

        JsonNode answer = Json.of(client.post().uri(path(webhook)).exchange(), 200);

        assertThat(answer.required("success").booleanValue()).isFalse();
        assertThat(answer.required("status_code").isNull()).isTrue();
        assertThat(answer.required("error").stringValue()).isNotEmpty();
    }

    @Test
    void credentialsAreSentAndShownAndLoggedNowhere() {
        receiver.on("/secured").reply(200);
        receiver.on("/token").then(Answer.status(200).body("{\"access_token\":\"marked-token\"}"));
        JsonNode webhook = create(
                "/secured",
                true,
                ",\"auth\":{\"type\":\"oauth2\",\"token_url\":\"" + receiver.url("/token")
                        + "\",\"client_id\":\"me\",\"client_secret\":\"marked-secret\"}");
        String id = webhook.required("id").stringValue();

        assertThat(Json.of(client.post().uri(path(webhook)).exchange(), 200)
                        .required("success")
                        .booleanValue())
                .isTrue();
        assertThat(receiver.requests("/secured").getFirst().header("Authorization"))
                .contains("Bearer marked-token");
        assertThat(logged(webhook).requestHeaders()).containsEntry("Authorization", "***");
        String shown = Json.of(client.get().uri("/api/v1/webhooks/" + id).exchange(), 200)
                .toString();
        assertThat(shown)
                .contains("\"client_id\":\"me\",\"client_secret\":\"***\"")
                .doesNotContain("marked");
        assertThat(TopicReader.read(api.topics().webhooks(), id))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .doesNotContain("marked")
                        .doesNotContain("client_secret"));

        Json.of(
                client.patch()
                        .uri("/api/v1/webhooks/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"auth\":{\"client_secret\":\"***\",\"scope\":\"a\"}}")
                        .exchange(),
                200);
        Json.of(client.post().uri(path(webhook)).exchange(), 200);
        assertThat(receiver.requests("/token").getLast().header("Authorization"))
                .contains("Basic bWU6bWFya2VkLXNlY3JldA==");
        assertThat(receiver.requests("/token").getLast().text()).contains("scope=a");
    }

    @Test
    void aClientCertificateIsShownToTheEndpointOfATest() {
        TestCertificate server = TestCertificate.forLoopback();
        TestCertificate own = TestCertificate.forClient("me");
        try (ScriptedReceiver tls =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(server))) {
            tls.on("/tls").reply(200);
            String settings = ",\"tls\":{\"ca_certificates\":\"" + escaped(server.authorityPem())
                    + "\",\"client_certificate\":\"" + escaped(own.certificatePem()) + "\",\"client_key\":\""
                    + escaped(own.keyPem()) + "\"}";

            JsonNode answer = Json.of(
                    RunningApi.post(
                            client, "/api/v1/webhooks/test", "{\"url\":\"" + tls.url("/tls") + "\"" + settings + "}"),
                    200);
            assertThat(answer.required("success").booleanValue()).isTrue();

            JsonNode webhook = Json.of(
                    RunningApi.post(
                            client,
                            "/api/v1/webhooks",
                            "{\"url\":\"" + tls.url("/tls") + "\",\"events\":[\"*\"]" + settings + "}"),
                    201);
            assertThat(webhook.required("tls").required("client_key").stringValue())
                    .isEqualTo("***");
            assertThat(webhook.required("tls_expires_at").stringValue())
                    .isEqualTo(own.certificate().getNotAfter().toInstant().toString());
            assertThat(Json.of(client.post().uri(path(webhook)).exchange(), 200)
                            .required("success")
                            .booleanValue())
                    .isTrue();
        }
    }

    private static String escaped(String pem) {
        return pem.replace("\n", "\\n");
    }

    @Test
    void anyUrlIsTestedByTheRulesOfWebhooks() {
        receiver.on("/adhoc").reply(204);

        JsonNode answer = Json.of(
                RunningApi.post(
                        client,
                        "/api/v1/webhooks/test",
                        "{\"url\":\"" + receiver.url("/adhoc") + "\",\"secret\":\"my own secret\",\"data\":[1.0]}"),
                200);

        assertThat(answer.required("success").booleanValue()).isTrue();
        ReceivedRequest request = receiver.requests("/adhoc").getFirst();
        assertThat(request.text()).contains("\"event\":\"test.webhook\"", "\"data\":[1.0]");
        assertSigned(request, "my own secret");
        JsonNode problem = Json.of(
                RunningApi.post(
                        client, "/api/v1/webhooks/test", "{\"url\":\"ftp://x\",\"event\":\"a b\",\"payload\":1}"),
                400);
        assertThat(Json.fields(problem)).containsExactly("payload", "event", "url");
    }

    @Test
    void guardRefusesAddressesInsideWhereTheyAreNotAllowed() {
        try (RunningApi strict = RunningApi.start(
                TestDatabase.fresh(),
                TestBroker.uniquePrefix(WebhookTestIT.class),
                Map.of("postrider.webhooks.allow-private-addresses", false))) {
            JsonNode problem = Json.of(
                    RunningApi.post(
                            strict.admin(), "/api/v1/webhooks/test", "{\"url\":\"" + receiver.url("/guarded") + "\"}"),
                    400);

            assertThat(Json.message(problem, "url")).contains("not on the public internet");
            assertThat(receiver.count("/guarded")).isZero();
        }
    }

    private JsonNode create(String path, boolean enabled, String more) {
        return Json.of(
                RunningApi.post(
                        client,
                        "/api/v1/webhooks",
                        "{\"url\":\"" + receiver.url(path) + "\",\"events\":[\"*\"],\"enabled\":" + enabled + more
                                + "}"),
                201);
    }

    private static String path(JsonNode webhook) {
        return "/api/v1/webhooks/" + webhook.required("id").stringValue() + "/test";
    }

    private static void assertSigned(ReceivedRequest request, String secretText) {
        SigningSecret secret = new SigningSecret(secretText);
        assertThat(request.header("X-Webhook-Signature")).contains(Signatures.postrider(secret, request.body()));
        assertThat(request.header("webhook-signature"))
                .contains(Signatures.standard(
                        List.of(secret),
                        request.header("webhook-id").orElseThrow(),
                        request.header("webhook-timestamp").orElseThrow(),
                        request.body()));
    }

    private LogRecord.Attempted logged(JsonNode webhook) {
        return (LogRecord.Attempted) LogCodec.decode(
                TopicReader.read(api.topics().attempts(), webhook.required("id").stringValue())
                        .getLast());
    }
}
