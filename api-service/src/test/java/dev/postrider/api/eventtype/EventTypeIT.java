package dev.postrider.api.eventtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Event types over REST, and publishing events that they judge. */
class EventTypeIT {
    private static final String TYPES = "/api/v1/event-types";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"total\": {\"type\":\"number\",\"minimum\":0}},\"required\":[\"total\"]}";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @Test
    void registeredTypeIsShownAsItWasWrittenAndStandsOnTheTopic() {
        JsonNode created = Json.of(
                RunningApi.post(
                        client,
                        TYPES,
                        "{\"event\":\"order.paid\",\"description\":\"Paid\",\"schema\":" + SCHEMA
                                + ",\"example\":{\"total\":1.50}}"),
                201);

        assertThat(created.required("status").stringValue()).isEqualTo("active");
        assertThat(created.required("validate").stringValue()).isEqualTo("on");
        assertThat(created.required("category").stringValue()).isEqualTo("order");
        assertThat(Json.of(client.get().uri(TYPES + "/order.paid").exchange(), 200))
                .isEqualTo(created);
        assertThat(onTopic("order.paid")).containsExactly("{\"schema\":" + SCHEMA + "}");
    }

    @Test
    void typeIsMadeOnceAndReplacedByPut() {
        Json.of(RunningApi.post(client, TYPES, "{\"event\":\"a\",\"category\":\"x\"}"), 201);

        Json.of(RunningApi.post(client, TYPES, "{\"event\":\"a\"}"), 409);
        JsonNode replaced = Json.of(put("a", "{\"deprecated\":true,\"schema\":{},\"validate\":\"off\"}"), 200);

        assertThat(replaced.required("deprecated").booleanValue()).isTrue();
        assertThat(replaced.required("category").stringValue()).isEqualTo("a");
        assertThat(onTopic("a").getLast()).isEqualTo("{\"deprecated\":true}");
        Json.of(put("b", "{}"), 201);
    }

    @Test
    void deletedTypeIsGoneAndCanBeMadeAnew() {
        Json.of(put("a", "{\"schema\":{\"type\":\"string\"}}"), 201);

        client.delete().uri(TYPES + "/a").exchange().expectStatus().isNoContent();

        Json.of(client.get().uri(TYPES + "/a").exchange(), 404);
        Json.of(client.delete().uri(TYPES + "/a").exchange(), 404);
        Json.of(publish("{\"event\":\"a\",\"data\":1}"), 202);
        Json.of(put("a", "{}"), 201);
    }

    @Test
    void listIsFilteredAndPaged() {
        for (String type : List.of("b.2", "a.1", "b.1")) {
            Json.of(put(type, "{\"deprecated\":" + type.equals("b.1") + "}"), 201);
        }

        JsonNode first = Json.of(client.get().uri(TYPES + "?limit=2").exchange(), 200);
        JsonNode rest = Json.of(
                client.get()
                        .uri(TYPES + "?limit=2&cursor="
                                + first.required("next_cursor").stringValue())
                        .exchange(),
                200);

        assertThat(names(first)).containsExactly("a.1", "b.1");
        assertThat(names(rest)).containsExactly("b.2");
        assertThat(names(Json.of(client.get().uri(TYPES + "?category=b").exchange(), 200)))
                .containsExactly("b.1", "b.2");
        assertThat(names(Json.of(client.get().uri(TYPES + "?deprecated=true").exchange(), 200)))
                .containsExactly("b.1");
    }

    @Test
    void catalogueIsMergedWithTheOrganizationsOwnTypes() {
        Json.of(put("user.created", "{\"description\":\"Ours\"}"), 201);
        Json.of(put("zebra.fed", "{}"), 201);

        JsonNode events = Json.of(
                        client.get().uri("/api/v1/webhooks/events/available").exchange(), 200)
                .required("events");

        List<JsonNode> users = events.valueStream()
                .filter(type -> type.required("event").stringValue().equals("user.created"))
                .toList();
        assertThat(users).hasSize(1);
        assertThat(users.getFirst().required("description").stringValue()).isEqualTo("Ours");
        assertThat(events.valueStream().map(type -> type.required("event").stringValue()))
                .contains("user.login", "zebra.fed");
    }

    @Test
    void whatIsWrongWithSchemaAndExampleIsToldWithItsPlace() {
        JsonNode schema = Json.of(
                RunningApi.post(
                        client,
                        TYPES,
                        "{\"event\":\"a\",\"schema\":{\"properties\":{\"x\":{\"$ref\":\"http://169.254.169.254/\"}}}}"),
                400);
        JsonNode example = Json.of(
                RunningApi.post(
                        client, TYPES, "{\"event\":\"a\",\"schema\":" + SCHEMA + ",\"example\":{\"total\":\"1\"}}"),
                400);
        JsonNode fields = Json.of(
                RunningApi.post(client, TYPES, "{\"event\":\"postrider.x\",\"validate\":\"on\",\"json_schema\":{}}"),
                400);

        assertThat(schema.at("/errors/0/field").stringValue()).isEqualTo("schema");
        assertThat(schema.at("/errors/0/pointer").stringValue()).isEqualTo("/schema/properties/x/$ref");
        assertThat(schema.at("/errors/0/message").stringValue()).contains("nothing is fetched");
        assertThat(example.at("/errors/0/pointer").stringValue()).isEqualTo("/example/total");
        assertThat(Json.fields(fields)).containsExactlyInAnyOrder("json_schema", "event", "validate");
    }

    @Test
    void eventThatBreaksTheSchemaIsRefusedWithItsPlaceAndOneThatKeepsItIsPublishedByteForByte() {
        String id = "evt-" + UUID.randomUUID();
        Json.of(put("order.paid", "{\"schema\":" + SCHEMA + "}"), 201);

        JsonNode refused = Json.of(publish("{\"event\":\"order.paid\",\"data\":{\"total\":-1}}"), 400);
        Json.of(publish("{\"event\":\"order.paid\",\"id\":\"" + id + "\",\"data\":{\"total\" : 1.50}}"), 202);

        assertThat(refused.at("/errors/0/field").stringValue()).isEqualTo("data");
        assertThat(refused.at("/errors/0/pointer").stringValue()).isEqualTo("/data/total");
        assertThat(refused.at("/errors/0/message").stringValue()).isEqualTo("must have a minimum value of 0");
        assertThat(new String(
                        TopicReader.read(api.topics().events(), id).getLast().value(), StandardCharsets.UTF_8))
                .contains("\"data\":{\"total\" : 1.50}");
    }

    @Test
    void eventsOfABatchAreJudgedEachByItself() {
        Json.of(put("order.paid", "{\"schema\":" + SCHEMA + "}"), 201);

        JsonNode answer = Json.of(
                RunningApi.post(
                        client,
                        "/api/v1/events/batch",
                        "{\"events\":[{\"event\":\"order.paid\",\"data\":{}},{\"event\":\"order.paid\",\"data\":{\"total\":2}}]}"),
                207);

        assertThat(answer.at("/results/0/errors/0/pointer").stringValue()).isEqualTo("/data");
        assertThat(answer.at("/results/1/status").intValue()).isEqualTo(202);
    }

    @Test
    void changedSchemaJudgesTheNextEvent() {
        for (int i = 0; i < 20; i++) {
            String wanted = i % 2 == 0 ? "string" : "integer";
            put("a", "{\"schema\":{\"type\":\"" + wanted + "\"}}");

            Json.of(publish("{\"event\":\"a\",\"data\":1}"), i % 2 == 0 ? 400 : 202);
        }
    }

    @Test
    void deprecatedTypeIsTakenAndTheAnswerSaysSo() {
        Json.of(put("old", "{\"deprecated\":true}"), 201);

        JsonNode answer = Json.of(publish("{\"event\":\"old\",\"data\":1}"), 202);
        JsonNode other = Json.of(publish("{\"event\":\"new\",\"data\":1}"), 202);

        assertThat(answer.required("deprecated").booleanValue()).isTrue();
        assertThat(other.has("deprecated")).isFalse();
    }

    @Test
    void strictOrganizationTakesRegisteredTypesOnlyAndAtOnce() {
        Json.of(put("known", "{}"), 201);
        Json.of(publish("{\"event\":\"other\",\"data\":1}"), 202);

        setStrict(true);

        Json.of(publish("{\"event\":\"known\",\"data\":1}"), 202);
        JsonNode refused = Json.of(publish("{\"event\":\"other\",\"data\":1}"), 400);
        assertThat(Json.message(refused, "event")).contains("register it first");
        setStrict(false);
        Json.of(publish("{\"event\":\"other\",\"data\":1}"), 202);
    }

    private void setStrict(boolean strict) {
        Json.of(
                api.admin()
                        .patch()
                        .uri("/api/v1/organizations/" + organization)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"strict_event_types\":" + strict + "}")
                        .exchange(),
                200);
    }

    @Test
    void otherOrganizationsKnowNothingOfIt() {
        Json.of(put("a", "{\"schema\":{\"type\":\"string\"}}"), 201);
        WebTestClient stranger = api.adminOf(api.newOrganization());

        Json.of(stranger.get().uri(TYPES + "/a").exchange(), 404);
        Json.of(stranger.delete().uri(TYPES + "/a").exchange(), 404);
        assertThat(names(Json.of(stranger.get().uri(TYPES).exchange(), 200))).isEmpty();
        Json.of(RunningApi.post(stranger, "/api/v1/events", "{\"event\":\"a\",\"data\":1}"), 202);
    }

    @Test
    void whatTheTopicLostIsPublishedAgain() throws Exception {
        Json.of(put("a", "{}"), 201);

        try (var connection = api.database().connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE event_types SET published_version = 0, updated_at = now() - interval '5 s'"
                    + " WHERE organization_id = '" + organization + "'");
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> onTopic("a").size() == 2);
    }

    private WebTestClient.ResponseSpec put(String type, String json) {
        return client.put()
                .uri(TYPES + "/" + type)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange();
    }

    private WebTestClient.ResponseSpec publish(String json) {
        return RunningApi.post(client, "/api/v1/events", json);
    }

    private static List<String> names(JsonNode page) {
        return page.required("items")
                .valueStream()
                .map(type -> type.required("event").stringValue())
                .toList();
    }

    private List<String> onTopic(String type) {
        return TopicReader.read(api.topics().webhooks(), "type/" + organization + "/" + type).stream()
                .map(ConsumerRecord::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }
}
