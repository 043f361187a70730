package dev.postrider.api.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Where an organization wants it, a new URL gets events only when it has answered a challenge. */
@Tag("proof")
class ChallengeIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ScriptedReceiver receiver;

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @BeforeAll
    static void startReceiver() {
        receiver = ScriptedReceiver.start();
    }

    @AfterAll
    static void stopReceiver() {
        receiver.close();
    }

    @Test
    void newWebhookIsMatchedOnceItsUrlHasAnsweredHoweverLate() {
        challenging(true);
        receiver.on("/late").reply(503).compute(ChallengeIT::right);

        JsonNode created = create("/late");
        String id = created.required("id").stringValue();

        assertThat(created.required("status").stringValue()).isEqualTo("activating");
        assertThat(created.at("/challenge/asked").intValue()).isZero();
        assertThat(onTopic(id)).isEqualTo(WebhookState.OFF);
        assertThat(listed("active")).isZero();
        assertThat(listed("activating")).isEqualTo(1);
        await().atMost(SOON)
                .until(() -> read(id).required("status").stringValue().equals("active"));
        assertThat(read(id).required("challenge").isNull()).isTrue();
        assertThat(onTopic(id)).isEqualTo(WebhookState.ACTIVE);
        assertThat(receiver.count("/late")).isEqualTo(2);
        ReceivedRequest challenge = receiver.requests("/late").getFirst();
        assertThat(challenge.header("X-Webhook-Event")).contains("postrider.challenge");
        assertThat(challenge.header("X-Webhook-Signature"))
                .contains(Signatures.postrider(
                        new SigningSecret(created.required("secret").stringValue()), challenge.body()));
    }

    @Test
    void anotherUrlIsChallengedAndItsDeliveriesWaitMeanwhile() {
        receiver.on("/before").reply(200);
        String id = create("/before").required("id").stringValue();
        assertThat(onTopic(id)).isEqualTo(WebhookState.ACTIVE);
        challenging(true);
        receiver.on("/after").reply(404).compute(ChallengeIT::right);

        JsonNode patched = patch(id, "{\"url\":\"" + receiver.url("/after") + "\"}");

        assertThat(patched.required("status").stringValue()).isEqualTo("activating");
        assertThat(onTopic(id)).isEqualTo(WebhookState.PAUSED);
        await().atMost(SOON)
                .until(() -> read(id).required("status").stringValue().equals("active"));
        assertThat(onTopic(id)).isEqualTo(WebhookState.ACTIVE);
        assertThat(receiver.count("/before")).isZero();
    }

    @Test
    void userAsksAgainAndReadsWhatIsWrong() {
        challenging(true);
        receiver.on("/asked").compute(_ -> Answer.status(200).body("ok"));
        String id = create("/asked").required("id").stringValue();

        JsonNode wrong = ask(id, 200);
        receiver.on("/asked").compute(ChallengeIT::right).compute(ChallengeIT::right);
        await().atMost(SOON).until(() -> ask(id, null).path("proven").asBoolean(true));

        assertThat(wrong.required("proven").booleanValue()).isFalse();
        assertThat(wrong.required("error").stringValue()).contains("HTTP 200, and the body of the answer is not");
        assertThat(read(id).required("status").stringValue()).isEqualTo("active");
        assertThat(ask(id, 409).required("detail").stringValue()).contains("no challenge to answer");
        ask("00000000-0000-4000-8000-000000000000", 404);
    }

    @Test
    void changesOfOtherFieldsAndAPauseChallengeNothing() {
        receiver.on("/same").reply(500);
        String id = create("/same").required("id").stringValue();
        challenging(true);

        JsonNode patched = patch(id, "{\"name\":\"x\"}");

        assertThat(patched.required("challenge").isNull()).isTrue();
        assertThat(patched.required("status").stringValue()).isEqualTo("active");
    }

    @Test
    void resumeDoesNotTakeTheAnswersPlace() {
        challenging(true);
        receiver.on("/never").reply(500);
        String id = create("/never").required("id").stringValue();
        RunningApi.post(client, "/api/v1/webhooks/" + id + "/pause", "")
                .expectStatus()
                .isOk();
        assertThat(read(id).required("status").stringValue()).isEqualTo("paused");

        RunningApi.post(client, "/api/v1/webhooks/" + id + "/resume", "")
                .expectStatus()
                .isOk();

        assertThat(read(id).required("status").stringValue()).isEqualTo("activating");
        assertThat(onTopic(id)).isEqualTo(WebhookState.OFF);
        await().atMost(SOON)
                .until(() -> read(id).at("/challenge/error").asString("").equals("HTTP 500"));
    }

    @Test
    void organizationThatWantsNoneAnyMoreLetsItsWebhooksGo() {
        challenging(true);
        receiver.on("/released").reply(500);
        String id = create("/released").required("id").stringValue();

        challenging(false);

        await().atMost(SOON)
                .until(() -> read(id).required("status").stringValue().equals("active"));
        assertThat(onTopic(id)).isEqualTo(WebhookState.ACTIVE);
    }

    @Test
    void urlThatIsSetWhileTheSettingEndsHasNothingToProve() throws SQLException {
        receiver.on("/old").reply(200);
        receiver.on("/meanwhile").reply(500);
        String id = create("/old").required("id").stringValue();
        challenging(true);
        try (Connection holder = api.database().connect()) {
            holder.setAutoCommit(false);
            execute(holder, "UPDATE organizations SET challenge_webhooks = false WHERE id = ?", organization);

            CompletableFuture<JsonNode> patched =
                    CompletableFuture.supplyAsync(() -> patch(id, "{\"url\":\"" + receiver.url("/meanwhile") + "\"}"));
            awaitWaitingFor(holder, patched);
            holder.commit();

            assertThat(patched.join().required("challenge").isNull()).isTrue();
        }
    }

    @Test
    void endOfTheSettingWaitsForAWebhookBeforeItTakesItsChallenge() throws SQLException {
        challenging(true);
        receiver.on("/locked").reply(500);
        String id = create("/locked").required("id").stringValue();
        try (Connection holder = api.database().connect()) {
            holder.setAutoCommit(false);
            execute(holder, "UPDATE webhooks SET version = version + 1 WHERE id = CAST(? AS uuid)", id);

            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> challenging(false));
            awaitWaitingFor(holder, ended);
            execute(holder, "DELETE FROM webhook_challenges WHERE webhook_id = CAST(? AS uuid)", id);
            holder.commit();

            ended.join();
        }
        assertThat(read(id).required("challenge").isNull()).isTrue();
    }

    @Test
    void endpointsThatDoNotAnswerDelayNoOtherOrganization() {
        challenging(true);
        receiver.on("/tarpit").hang();
        receiver.on("/quick").compute(ChallengeIT::right);
        IntStream.range(0, 12).forEach(_ -> create("/tarpit"));
        await().atMost(SOON).until(() -> receiver.count("/tarpit") >= 8);

        String other = api.newOrganization();
        Json.of(organizationPatched(other, "{\"challenge_webhooks\":true}"), 200);
        Instant begun = Instant.now();
        Json.of(
                RunningApi.post(
                        api.adminOf(other),
                        "/api/v1/webhooks",
                        "{\"url\":\"" + receiver.url("/quick") + "\",\"events\":[\"*\"]}"),
                201);

        await().atMost(SOON).until(() -> receiver.count("/quick") == 1);
        List<ReceivedRequest> unanswered = receiver.requests("/tarpit");
        Instant first = unanswered.getFirst().arrivedAt();
        challenging(false);
        // The limit of an answer is 10 s.
        assertThat(Duration.between(
                        begun, receiver.requests("/quick").getFirst().arrivedAt()))
                .isLessThan(Duration.ofSeconds(5));
        assertThat(unanswered.stream().filter(request -> request.arrivedAt().isBefore(first.plusSeconds(9))))
                .hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void onlyThePlatformSaysWhetherAnOrganizationChallenges() {
        WebTestClient own = api.withKey(api.newKey(organization, "admin"));

        own.patch()
                .uri("/api/v1/organizations/" + organization)
                .header("Content-Type", "application/json")
                .bodyValue("{\"challenge_webhooks\":false}")
                .exchange()
                .expectStatus()
                .isForbidden();
        JsonNode problem = Json.of(patchOrganization("{\"challenge_webhooks\":\"yes\",\"id\":\"x\"}"), 400);
        assertThat(Json.fields(problem)).containsExactlyInAnyOrder("id", "challenge_webhooks");
        JsonNode renamed = Json.of(patchOrganization("{\"name\":\"Renamed\"}"), 200);
        assertThat(renamed.required("name").stringValue()).isEqualTo("Renamed");
        assertThat(renamed.required("challenge_webhooks").booleanValue()).isFalse();
    }

    private static Answer right(ReceivedRequest request) {
        String token = dev.postrider.common.json.Json.tree(request.body())
                .at("/data/challenge")
                .stringValue();
        return Answer.status(200).body(token);
    }

    private static void execute(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    /** Until somebody waits for a lock of the connection's transaction, or the work is done without. */
    private void awaitWaitingFor(Connection holder, CompletableFuture<?> work) throws SQLException {
        try (PreparedStatement self = holder.prepareStatement("SELECT pg_backend_pid()");
                ResultSet pid = self.executeQuery();
                Connection observer = api.database().connect();
                PreparedStatement waiting = observer.prepareStatement(
                        "SELECT 1 FROM pg_stat_activity WHERE ? = ANY(pg_blocking_pids(pid))")) {
            assertThat(pid.next()).isTrue();
            waiting.setInt(1, pid.getInt(1));
            await().atMost(SOON).until(() -> {
                try (ResultSet found = waiting.executeQuery()) {
                    return found.next() || work.isDone();
                }
            });
        }
    }

    private void challenging(boolean wanted) {
        Json.of(patchOrganization("{\"challenge_webhooks\":" + wanted + "}"), 200);
    }

    private WebTestClient.ResponseSpec patchOrganization(String json) {
        return organizationPatched(organization, json);
    }

    private WebTestClient.ResponseSpec organizationPatched(String id, String json) {
        return api.admin()
                .patch()
                .uri("/api/v1/organizations/" + id)
                .header("Content-Type", "application/json")
                .bodyValue(json)
                .exchange();
    }

    private JsonNode create(String path) {
        return Json.of(
                RunningApi.post(
                        client, "/api/v1/webhooks", "{\"url\":\"" + receiver.url(path) + "\",\"events\":[\"user.*\"]}"),
                201);
    }

    private JsonNode patch(String id, String json) {
        return Json.of(
                client.patch()
                        .uri("/api/v1/webhooks/" + id)
                        .header("Content-Type", "application/json")
                        .bodyValue(json)
                        .exchange(),
                200);
    }

    private JsonNode read(String id) {
        return Json.of(client.get().uri("/api/v1/webhooks/" + id).exchange(), 200);
    }

    private int listed(String status) {
        return Json.of(client.get().uri("/api/v1/webhooks?status=" + status).exchange(), 200)
                .required("total")
                .intValue();
    }

    private JsonNode ask(String id, @Nullable Integer status) {
        WebTestClient.ResponseSpec answer = RunningApi.post(client, "/api/v1/webhooks/" + id + "/challenge", "");
        return status == null ? Json.of(answer) : Json.of(answer, status);
    }

    private WebhookState onTopic(String id) {
        return api.published(id).state();
    }
}
