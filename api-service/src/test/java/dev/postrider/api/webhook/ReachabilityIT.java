package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.api.webhooktest.AskedRequests;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.testkit.ScriptedReceiver;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Who asks for it hears at once that nobody answers at a new URL. */
class ReachabilityIT {
    private static final String CHECKED = "/api/v1/webhooks?check=reachable";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @Test
    void unreachableUrlIsAProblemOfTheUrlAndNothingIsSaved() {
        String closed;
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            closed = receiver.url("/hook");
        }

        JsonNode problem = Json.of(RunningApi.post(client, CHECKED, webhook(closed)), 400);

        assertThat(Json.fields(problem)).containsExactly("url");
        assertThat(Json.message(problem, "url")).startsWith("cannot be reached: ");
        assertThat(Json.of(client.get().uri("/api/v1/webhooks").exchange(), 200)
                        .required("total")
                        .intValue())
                .isZero();
        Json.of(RunningApi.post(client, "/api/v1/webhooks", webhook(closed)), 201);
        Json.of(RunningApi.post(client, "/api/v1/webhooks?check=none", webhook(closed)), 201);
    }

    @Test
    void anyAnswerOfHttpWillDoAndOnlyAnotherUrlIsTried() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/hook").reply(404);
            receiver.on("/other").reset();

            String id = Json.of(RunningApi.post(client, CHECKED, webhook(receiver.url("/hook"))), 201)
                    .required("id")
                    .stringValue();

            assertThat(receiver.requests("/hook"))
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("X-Webhook-Event")).contains("test.ping"));
            Json.of(patch(id, "{\"name\":\"x\"}"), 200);
            assertThat(receiver.count("/hook")).isEqualTo(1);
            JsonNode problem = Json.of(patch(id, "{\"url\":\"" + receiver.url("/other") + "\"}"), 400);
            assertThat(Json.fields(problem)).containsExactly("url");
            assertThat(Json.of(client.get().uri("/api/v1/webhooks/" + id).exchange(), 200)
                            .required("url")
                            .stringValue())
                    .isEqualTo(receiver.url("/hook"));
        }
    }

    @Test
    void lackOfRoomForTheRequestIsNoFaultOfTheUrl() {
        List<Disposable> underWay = Stream.generate(() -> api.bean(AskedRequests.class)
                        .within(new OrganizationId(organization), Mono.never())
                        .subscribe())
                .limit(20)
                .toList();
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/hook").reply(200);

            Json.of(RunningApi.post(client, CHECKED, webhook(receiver.url("/hook"))), 429);
            Json.of(
                    RunningApi.post(client, "/api/v1/webhooks/test", "{\"url\":\"" + receiver.url("/hook") + "\"}"),
                    429);

            assertThat(receiver.count("/hook")).isZero();
            WebTestClient other = api.adminOf(api.newOrganization());
            Json.of(RunningApi.post(other, CHECKED, webhook(receiver.url("/hook"))), 201);
            underWay.forEach(Disposable::dispose);
            Json.of(RunningApi.post(client, CHECKED, webhook(receiver.url("/hook"))), 201);
        }
    }

    @Test
    void unknownChecksAreRefused() {
        JsonNode problem =
                Json.of(RunningApi.post(client, "/api/v1/webhooks?check=all", webhook("https://example.com")), 400);

        assertThat(Json.message(problem, "check")).isEqualTo("must be one of: none, reachable");
    }

    private WebTestClient.ResponseSpec patch(String id, String json) {
        return client.patch()
                .uri("/api/v1/webhooks/" + id + "?check=reachable")
                .header("Content-Type", "application/json")
                .bodyValue(json)
                .exchange();
    }

    private static String webhook(String url) {
        return "{\"url\":\"" + url + "\",\"events\":[\"user.*\"]}";
    }
}
