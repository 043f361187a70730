package dev.postrider.api.rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Rejected events over REST. The test rejects what fan-out would. */
class RejectedEventIT {
    private static final String REJECTED = "/api/v1/rejected-events";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final String type = "t." + UUID.randomUUID();
    private final long offset = ThreadLocalRandom.current().nextLong(1L << 40);

    @Test
    void rejectedRecordIsShownToItsOrganizationWithWhatItsProducerSent() {
        String sent = event("\"data\" : {\"n\": 1.0}");

        reject(api.topics().events(), sent, RejectionReason.SCHEMA);

        JsonNode listed = awaitOne(client, "?reason=schema&status=open&event_type=" + type);
        assertThat(listed.required("reason").stringValue()).isEqualTo("schema");
        assertThat(listed.required("message").stringValue()).isEqualTo("data/n: must be larger");
        assertThat(listed.required("event").stringValue()).isEqualTo(type);
        assertThat(listed.at("/source/offset").longValue()).isEqualTo(offset);
        assertThat(listed.has("payload")).isFalse();
        JsonNode shown = Json.of(client.get().uri(path(listed)).exchange(), 200);
        assertThat(shown.required("payload").stringValue()).isEqualTo(sent);
        assertThat(shown.required("payload_base64").isNull()).isTrue();
        assertThat(items(client, "?reason=loop&event_type=" + type)).isEmpty();
        assertThat(items(client, "?topic=elsewhere")).isEmpty();
    }

    @Test
    void recordThatIsRejectedAgainMakesNoSecondRow() {
        reject(api.topics().events(), event("\"data\":1"), RejectionReason.SCHEMA);
        reject(api.topics().events(), event("\"data\":1"), RejectionReason.SCHEMA);
        reject(api.topics().events(), event("\"data\":1").replace(type, "last." + type), RejectionReason.LOOP, 1);

        awaitOne(client, "?event_type=last." + type);
        assertThat(items(client, "")).hasSize(2);
    }

    @Test
    void otherOrganizationsSeeAndChangeNothing() {
        reject(api.topics().events(), event("\"data\":1"), RejectionReason.SCHEMA);
        JsonNode listed = awaitOne(client, "");
        WebTestClient stranger = api.withKey(api.newKey(api.newOrganization(), "admin"));

        assertThat(items(stranger, "")).isEmpty();
        Json.of(stranger.get().uri(path(listed)).exchange(), 404);
        Json.of(RunningApi.post(stranger, path(listed) + "/resubmit", ""), 404);
        Json.of(stranger.delete().uri(path(listed)).exchange(), 404);
        Json.of(stranger.get().uri(REJECTED + "?unassigned=true").exchange(), 403);
    }

    @Test
    void whatIsNobodysIsShownToThePlatformAdministratorOnly() {
        reject(api.topics().events(), "{oops" + type, RejectionReason.INVALID_EVENT);

        JsonNode listed = await().atMost(SOON)
                .until(
                        () -> items(api.admin(), "?unassigned=true&limit=200").stream()
                                .filter(row -> row.at("/source/offset").longValue() == offset)
                                .findFirst()
                                .orElse(null),
                        row -> row != null);

        assertThat(listed.required("organization_id").isNull()).isTrue();
        Json.of(api.admin().get().uri(path(listed)).exchange(), 200);
        Json.of(
                api.withKey(api.newKey(organization, "admin"))
                        .get()
                        .uri(path(listed))
                        .exchange(),
                404);
    }

    @Test
    void resubmittedEventIsPublishedOnceAsItWasOrCorrected() {
        reject(api.topics().events(), event("\"data\" : {\"n\" : 2.50}"), RejectionReason.SCHEMA);
        JsonNode listed = awaitOne(client, "");

        JsonNode first = Json.of(RunningApi.post(client, path(listed) + "/resubmit", ""), 202);
        JsonNode again = Json.of(RunningApi.post(client, path(listed) + "/resubmit", ""), 202);

        assertThat(first.required("status").stringValue()).isEqualTo("resubmitted");
        assertThat(first.required("decided_by").stringValue()).isEqualTo("platform_admin");
        assertThat(again).isEqualTo(first);
        String id = first.required("resubmitted_event_id").stringValue();
        assertThat(published(id)).singleElement().asString().contains("\"data\":{\"n\" : 2.50}");
        Json.of(client.delete().uri(path(listed)).exchange(), 409);
    }

    @Test
    void correctedEventIsJudgedAsAnyOther() {
        reject(api.topics().events(), event("\"nonsense\":1"), RejectionReason.INVALID_EVENT);
        JsonNode listed = awaitOne(client, "");

        JsonNode asItWas = Json.of(RunningApi.post(client, path(listed) + "/resubmit", ""), 400);
        JsonNode wrong = Json.of(RunningApi.post(client, path(listed) + "/resubmit", "{\"event\":\"a b\"}"), 400);
        JsonNode right = Json.of(
                RunningApi.post(
                        client, path(listed) + "/resubmit", "{\"event\":\"a\",\"id\":\"" + type + "\",\"data\":3}"),
                202);

        assertThat(Json.fields(asItWas)).contains("nonsense", "data");
        assertThat(Json.fields(wrong)).contains("event", "data");
        assertThat(right.required("resubmitted_event_id").stringValue()).isEqualTo(type);
        assertThat(published(type)).hasSize(1);
    }

    @Test
    void dismissedOneIsOutOfTheWayAndCanStillBeResubmitted() {
        reject(api.topics().events(), event("\"data\":1"), RejectionReason.LOOP);
        JsonNode listed = awaitOne(client, "");

        client.delete().uri(path(listed)).exchange().expectStatus().isNoContent();
        client.delete().uri(path(listed)).exchange().expectStatus().isNoContent();

        assertThat(items(client, "?status=open")).isEmpty();
        assertThat(items(client, "?status=dismissed")).hasSize(1);
        Json.of(RunningApi.post(client, path(listed) + "/resubmit", ""), 202);
    }

    @Test
    void bytesThatAreNoTextAreShownInBase64() {
        byte[] bytes = {(byte) 0xff, 0, 1};
        send(api.topics().events(), bytes, RejectionReason.INVALID_EVENT, 0);

        JsonNode listed = await().atMost(SOON)
                .until(
                        () -> items(api.admin(), "?unassigned=true&limit=200").stream()
                                .filter(row -> row.at("/source/offset").longValue() == offset)
                                .findFirst()
                                .orElse(null),
                        row -> row != null);

        JsonNode shown = Json.of(api.admin().get().uri(path(listed)).exchange(), 200);
        assertThat(shown.required("payload").isNull()).isTrue();
        assertThat(shown.required("payload_base64").stringValue())
                .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void idThatIsNoneAndFiltersThatAreWrongAreTold() {
        Json.of(client.get().uri(REJECTED + "/nonsense").exchange(), 404);
        Json.of(client.get().uri(REJECTED + "/" + UUID.randomUUID()).exchange(), 404);
        assertThat(Json.fields(Json.of(
                        client.get()
                                .uri(REJECTED + "?reason=x&status=y&cursor=z&size=1")
                                .exchange(),
                        400)))
                .containsExactlyInAnyOrder("reason", "status", "cursor", "size");
    }

    private String event(String rest) {
        return "{\"event\":\"%s\",\"organization_id\":\"%s\",%s}".formatted(type, organization, rest);
    }

    private void reject(String topic, String value, RejectionReason reason) {
        reject(topic, value, reason, 0);
    }

    private void reject(String topic, String value, RejectionReason reason, long further) {
        send(topic, value.getBytes(StandardCharsets.UTF_8), reason, further);
    }

    private void send(String topic, byte[] value, RejectionReason reason, long further) {
        ConsumerRecord<byte[], byte[]> original = new ConsumerRecord<>(topic, 0, offset + further, null, value);
        var record = RejectedCodec.encode(api.topics(), original, reason, "data/n: must be larger", Instant.now());
        api.bean(RecordProducer.class).send(record).block(SOON);
    }

    private JsonNode awaitOne(WebTestClient reader, String query) {
        await().atMost(SOON).until(() -> !items(reader, query).isEmpty());
        return items(reader, query).getFirst();
    }

    private static List<JsonNode> items(WebTestClient reader, String query) {
        return Json.of(reader.get().uri(REJECTED + query).exchange(), 200)
                .required("items")
                .valueStream()
                .toList();
    }

    private static String path(JsonNode row) {
        return REJECTED + "/" + row.required("id").stringValue();
    }

    private List<String> published(String id) {
        return TopicReader.read(api.topics().events(), id).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
