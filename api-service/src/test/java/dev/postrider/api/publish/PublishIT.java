package dev.postrider.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Events over REST, up to their record on the topic. */
class PublishIT {
    private static final String EVENTS = "/api/v1/events";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient producer = api.withKey(api.newKey(organization, "producer"));

    static List<String> payloads() {
        return List.of(
                "1e2",
                "1.0",
                "123456789012345678901234567890",
                "  { \"b\" : 1.50,\n\t\"a\":[ 1 , 2 ] }  ",
                "{\"text\":\"\\u00e9\\/\\ud83d\\ude00 é 😀\",\"z\":1,\"a\":2}",
                "null",
                "\"" + "x".repeat(200_000) + "\"");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void dataKeepsItsBytes(String data) throws Exception {
        String id = "evt-" + UUID.randomUUID();

        RunningApi.post(producer, EVENTS, "{ \"event\":\"a.b\", \"data\":" + data + ", \"id\":\"" + id + "\" }")
                .expectStatus()
                .isAccepted();

        Event event = event(id);
        assertThat(event.data().text()).isEqualTo(data.strip());
        assertThat(event.organization()).isEqualTo(new OrganizationId(organization));
    }

    @Test
    void answerIsAFunctionOfTheRequest() throws Exception {
        String body = "{\"event\":\"user.created\",\"data\":{},\"ordering_key\":\"user-7\",\"metadata\":{\"m\":1.0}}";

        String first = publish(body, "key-1");
        String second = publish(body, "key-1");
        String other = publish(body, "key-2");

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        JsonNode answer = dev.postrider.common.json.Json.tree(first.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.propertyNames()).containsExactly("id", "event", "organization_id");
        List<ConsumerRecord<byte[], byte[]>> records =
                TopicReader.read(api.topics().events(), "user-7");
        assertThat(records).hasSize(3);
        Event event = decode(records.get(0));
        assertThat(event.id().value()).isEqualTo(answer.required("id").stringValue());
        assertThat(event.metadata()).hasToString("RawJson[9 bytes]");
    }

    @Test
    void eventWithoutAnIdGetsOneOfItsOwn() {
        JsonNode first = Json.of(RunningApi.post(producer, EVENTS, "{\"event\":\"a\",\"data\":1}"), 202);
        JsonNode second = Json.of(RunningApi.post(producer, EVENTS, "{\"event\":\"a\",\"data\":1}"), 202);

        assertThat(first.required("id")).isNotEqualTo(second.required("id"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event | {\"data\":1}",
                "data | {\"event\":\"a\"}",
                "event | {\"event\":\"a b\",\"data\":1}",
                "timestamp | {\"event\":\"a\",\"data\":1,\"timestamp\":\"yesterday\"}",
                "deliver_at | {\"event\":\"a\",\"data\":1,\"deliver_at\":\"9999-01-01T00:00:00Z\"}",
                "deliver_at | {\"event\":\"a\",\"data\":1,\"deliver_at\":\"tomorrow\"}",
                "event | {\"event\":\"postrider.webhook.created\",\"data\":1}",
                "payload | {\"event\":\"a\",\"data\":1,\"payload\":2}",
                "data | {\"event\":\"a\",\"data\":1,\"data\":2}",
                "id | {\"event\":\"a\",\"data\":1,\"id\":\"\"}",
                "id | {\"event\":\"a\",\"data\":1,\"id\":\"\\ud800\"}",
                "ordering_key | {\"event\":\"a\",\"data\":1,\"ordering_key\":\"\\u0000\"}",
                "`` | []",
                "`` | {\"event\":",
            })
    void wrongEventIsRefusedByField(String field, String body) {
        JsonNode problem = Json.of(RunningApi.post(producer, EVENTS, body), 400);

        assertThat(Json.fields(problem)).containsExactly(field == null ? "" : field);
    }

    @Test
    void keySpeaksForItsOrganizationOnly() {
        JsonNode problem = Json.of(
                RunningApi.post(producer, EVENTS, "{\"event\":\"a\",\"data\":1,\"organization_id\":\"default\"}"), 403);
        assertThat(Json.fields(problem)).containsExactly("organization_id");

        RunningApi.post(producer, EVENTS, "{\"event\":\"a\",\"data\":1,\"organization_id\":\"" + organization + "\"}")
                .expectStatus()
                .isAccepted();
    }

    @Test
    void eventThatIsTooLargeWithItsIdIsRefused() {
        String start = "{\"event\":\"a\",\"data\":\"";
        String end = "\"}";
        int fits = 256 * 1024 - start.length() - end.length();

        Json.of(RunningApi.post(producer, EVENTS, start + "x".repeat(fits) + end), 413);
        Json.of(RunningApi.post(producer, EVENTS, start + "x".repeat(fits + 1) + end), 413);
        RunningApi.post(producer, EVENTS, start + "x".repeat(fits - 200) + end)
                .expectStatus()
                .isAccepted();
    }

    @Test
    void idempotencyKeyHasItsRules() {
        JsonNode problem = Json.of(
                producer.post()
                        .uri(EVENTS)
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Idempotency-Key", "k".repeat(256))
                        .bodyValue("{\"event\":\"a\",\"data\":1}")
                        .exchange(),
                400);

        assertThat(Json.fields(problem)).containsExactly("Idempotency-Key");
    }

    @Test
    void hopsOfTheDeliveryThatCausedAnEventStandOnItsRecord() throws Exception {
        String id = "hops-" + UUID.randomUUID();
        String first = "first-" + UUID.randomUUID();
        String second = "second-" + UUID.randomUUID();

        withHops(EVENTS, "5", event(id, "1")).expectStatus().isAccepted();
        withHops(EVENTS + "/batch", "2", "{\"events\":[" + event(first, "1") + "," + event(second, "1") + "]}")
                .expectStatus()
                .isAccepted();
        RunningApi.post(producer, EVENTS, "{\"event\":\"a\",\"data\":1,\"ordering_key\":\"no-" + id + "\"}")
                .expectStatus()
                .isAccepted();

        assertThat(event(id).hops()).isEqualTo(5);
        assertThat(event(first).hops()).isEqualTo(2);
        assertThat(event(second).hops()).isEqualTo(2);
        assertThat(TopicReader.read(api.topics().events(), "no-" + id).getLast().headers())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6, 422, at most 5", "12345678901234567890, 422, at most 5", "-1, 400, number", "a, 400, number"})
    void eventThatCameThroughTooOftenIsRefused(String hops, int status, String rule) {
        for (String path : List.of(EVENTS, EVENTS + "/batch")) {
            JsonNode problem = Json.of(withHops(path, hops, "{\"events\":[{\"event\":\"a\",\"data\":1}]}"), status);

            assertThat(Json.fields(problem)).containsExactly("X-Postrider-Hops");
            assertThat(Json.message(problem, "X-Postrider-Hops")).contains(rule);
        }
    }

    @Test
    void hopsCountTowardsTheLargestSize() {
        String id = "s".repeat(255);
        String frame = event(id, "\"\"").replace("}", ",\"organization_id\":\"" + organization + "\"}");
        String fits = event(id, "\"" + "x".repeat(256 * 1024 - frame.length()) + "\"");

        withHops(EVENTS, "0", fits).expectStatus().isAccepted();
        withHops(EVENTS, "1", fits).expectStatus().isEqualTo(413);
    }

    private WebTestClient.ResponseSpec withHops(String path, String hops, String body) {
        return producer.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .header("X-Postrider-Hops", hops)
                .bodyValue(body)
                .exchange();
    }

    private static String event(String id, String data) {
        return "{\"event\":\"a\",\"data\":" + data + ",\"id\":\"" + id + "\"}";
    }

    @Test
    void batchAnswersForEachEvent() throws Exception {
        String one = "one-" + UUID.randomUUID();
        String two = "two-" + UUID.randomUUID();

        JsonNode mixed = Json.of(
                RunningApi.post(
                        producer,
                        EVENTS + "/batch",
                        "{\"events\":[{\"event\":\"a\",\"data\": 1.0 ,\"id\":\"" + one + "\"},{\"event\":\"a\"},"
                                + "{\"event\":\"a\",\"data\":1,\"organization_id\":\"default\"},"
                                + "{\"event\":\"b\",\"data\":[1e2],\"id\":\"" + two + "\"}]}"),
                207);

        assertThat(mixed.required("accepted").intValue()).isEqualTo(2);
        assertThat(mixed.at("/results/0/id").stringValue()).isEqualTo(one);
        assertThat(mixed.at("/results/1/status").intValue()).isEqualTo(400);
        assertThat(mixed.at("/results/1/errors/0/field").stringValue()).isEqualTo("data");
        assertThat(mixed.at("/results/2/status").intValue()).isEqualTo(403);
        assertThat(event(one).data().text()).isEqualTo("1.0");
        assertThat(event(two).data().text()).isEqualTo("[1e2]");
        Json.of(RunningApi.post(producer, EVENTS + "/batch", "{\"events\":[{\"event\":\"a\",\"data\":1}]}"), 202);
        Json.of(RunningApi.post(producer, EVENTS + "/batch", "{\"events\":[{\"event\":\"a\"}]}"), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "events | {}",
                "events | {\"events\":[]}",
                "events | {\"events\":{}}",
                "more | {\"events\":[1],\"more\":1}"
            })
    void wrongBatchIsRefused(String field, String body) {
        assertThat(Json.fields(Json.of(RunningApi.post(producer, EVENTS + "/batch", body), 400)))
                .containsExactly(field);
    }

    @Test
    void batchHasAtMostAHundredEvents() {
        String event = "{\"event\":\"a\",\"data\":1}";
        String hundred = String.join(",", Collections.nCopies(100, event));

        Json.of(RunningApi.post(producer, EVENTS + "/batch", "{\"events\":[" + hundred + "]}"), 202);
        Json.of(RunningApi.post(producer, EVENTS + "/batch", "{\"events\":[" + hundred + "," + event + "]}"), 400);
    }

    private String publish(String body, String idempotencyKey) {
        return new String(
                Objects.requireNonNull(producer.post()
                        .uri(EVENTS)
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Idempotency-Key", idempotencyKey)
                        .bodyValue(body)
                        .exchange()
                        .expectStatus()
                        .isAccepted()
                        .expectBody()
                        .returnResult()
                        .getResponseBody()),
                StandardCharsets.UTF_8);
    }

    private Event event(String id) throws InvalidEventException {
        return decode(TopicReader.read(api.topics().events(), id).getLast());
    }

    private static Event decode(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
        return new EventDecoder(null, 256 * 1024).decode(record);
    }
}
