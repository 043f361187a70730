package dev.postrider.api.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.deliverylog.Death;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.api.web.ProblemException;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Dead letters over REST: from the log, with the body from the topic. */
class DeadLetterIT {
    private static final String PATH = "/api/v1/dead-letters";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final PastDeliveries past = new PastDeliveries(api, organization);
    private final WebhookId webhook = past.webhook("order.*");

    @Test
    void deadLetterShowsItsReasonItsAttemptsAndTheBodyThatWasPosted() {
        Delivery dead = past.dead(webhook, "order.paid", 503, 1).getFirst();

        JsonNode shown = Json.of(get(dead.id()), 200);

        assertThat(shown.required("reason").stringValue()).isEqualTo("exhausted");
        assertThat(shown.required("status_code").intValue()).isEqualTo(503);
        assertThat(shown.required("error").stringValue()).isEqualTo("HTTP 503");
        assertThat(shown.at("/dead_letter/at").isString()).isTrue();
        assertThat(shown.at("/attempts/0/status_code").intValue()).isEqualTo(503);
        assertThat(shown.required("payload_available").booleanValue()).isTrue();
        assertThat(shown.required("payload_missing").isNull()).isTrue();
        assertThat(shown.required("content_type").stringValue()).isEqualTo("application/json");
        assertThat(shown.required("request_body").stringValue())
                .isEqualTo(new String(dead.body(), StandardCharsets.UTF_8));
    }

    @Test
    void payloadPastItsRetentionIsSaidToBe() throws Exception {
        Delivery dead = past.dead(webhook, "order.paid", 503, 1).getFirst();
        ConsumerRecord<byte[], byte[]> letter =
                TopicReader.read(api.topics().deadLetter(), webhook.toString()).getLast();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.shared().bootstrapServers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(letter.topic(), letter.partition()),
                            RecordsToDelete.beforeOffset(letter.offset() + 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }

        JsonNode shown = Json.of(get(dead.id()), 200);

        assertThat(shown.required("payload_available").booleanValue()).isFalse();
        assertThat(shown.required("payload_missing").stringValue())
                .isEqualTo("the dead letter is past the retention of its topic");
        assertThat(shown.required("request_body").isNull()).isTrue();
        assertThat(shown.required("reason").stringValue()).isEqualTo("exhausted");
    }

    @Test
    void manualRetryTakesTheBodyOfTheDeadLetterWhereTheLogHasNoEvent() {
        Delivery dead = past.dead(webhook, "order.paid", 503, 1).getFirst();

        Json.of(RunningApi.post(client, "/api/v1/deliveries/" + dead.id() + "/retry", ""), 202);

        assertThat(TopicReader.read(api.topics().retry(RetryLadder.DEFAULT.smallest()), webhook.toString()))
                .singleElement()
                .satisfies(record -> {
                    Delivery next = DeliveryCodec.decode(record);
                    assertThat(next.id()).isEqualTo(dead.id());
                    assertThat(next.tryNumber()).isEqualTo(2);
                    assertThat(next.body()).isEqualTo(dead.body());
                });
    }

    @Test
    void listIsFilteredAndHasNothingButDeadLetters() {
        past.dead(webhook, "order.paid", 503, 2);
        Delivery other = past.dead(webhook, "order.sent", 500, 1).getFirst();
        past.waiting(webhook, "order.paid", 1);

        assertThat(past.list(PATH)).hasSize(3);
        assertThat(past.list(PATH + "?event_type=order.sent"))
                .singleElement()
                .satisfies(item -> assertThat(item.required("id").stringValue())
                        .isEqualTo(other.id().toString()));
        assertThat(past.list(PATH + "?status_code=503&reason=exhausted&webhook_id=" + webhook))
                .hasSize(2);
        assertThat(past.list(PATH + "?reason=expired")).isEmpty();
        assertThat(past.list(PATH + "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"))
                .isEmpty();
        JsonNode first = Json.of(client.get().uri(PATH + "?limit=2").exchange(), 200);
        assertThat(first.required("has_more").booleanValue()).isTrue();
        assertThat(past.list(PATH + "?cursor=" + first.required("next_cursor").stringValue()))
                .hasSize(1);
        JsonNode problem = Json.of(
                client.get().uri(PATH + "?status=dead&reason=test_failed").exchange(), 400);
        assertThat(Json.fields(problem)).containsExactlyInAnyOrder("status", "reason");
        assertThat(Json.message(problem, "reason")).contains("exhausted").doesNotContain("test_failed");
    }

    @Test
    void anothersDeadLetterIsNotFoundAndOneThatIsAliveIsNone() {
        Delivery dead = past.dead(webhook, "order.paid", 503, 1).getFirst();
        Delivery waiting = past.waiting(webhook, "order.paid", 1).getFirst();
        WebTestClient stranger = api.adminOf(api.newOrganization());

        Json.of(stranger.get().uri(PATH + "/" + dead.id()).exchange(), 404);
        assertThat(Json.of(stranger.get().uri(PATH).exchange(), 200)
                        .required("items")
                        .isEmpty())
                .isTrue();
        assertThat(Json.of(get(waiting.id()), 404).required("detail").stringValue())
                .isEqualTo("The delivery with this id is no dead letter; its status is pending.");
        Json.of(client.get().uri(PATH + "/nonsense").exchange(), 404);
    }

    @Test
    void manyAreReadAtOnceWhereverTheyStand() {
        List<Delivery> dead = past.letters(webhook, "order.paid", 1_200);
        WebhookId second = past.webhook("order.*");
        List<Delivery> others = past.letters(second, "order.paid", 3);
        Map<DeliveryId, Death> places = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter :
                TopicReader.read(api.topics().deadLetter())) {
            DeliveryId id = DeliveryCodec.decode(letter).id();
            places.put(id, new Death(Instant.now(), letter.partition(), letter.offset()));
        }
        DeliveryId swapped = dead.get(7).id();
        places.put(swapped, Objects.requireNonNull(places.get(dead.get(8).id())));
        List<DeliveryId> wanted = List.of(
                dead.get(0).id(),
                swapped,
                dead.get(600).id(),
                dead.get(1_199).id(),
                others.getLast().id());
        places.keySet().retainAll(wanted);

        Map<DeliveryId, Letter> letters = Objects.requireNonNull(
                api.bean(DeadLetterReader.class).read(places).block(SOON));

        assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(wanted);
        letters.forEach((id, letter) -> {
            if (id.equals(swapped)) {
                assertThat(letter).isEqualTo(new Letter.Missing(Letter.Why.PAYLOAD_EXPIRED));
            } else {
                assertThat(((Letter.Kept) letter).delivery().id()).isEqualTo(id);
            }
        });
    }

    @Test
    void brokerThatDoesNotAnswerIsUnavailable() {
        KafkaClients nowhere = new KafkaClients(KafkaSettings.of("127.0.0.1:1"));
        try (DeadLetterReader reader =
                new DeadLetterReader(() -> nowhere.reader("nowhere", Map.of()), "x", Duration.ofMillis(300))) {
            DeliveryId id = past.fannedOut(webhook, "order.paid").id();

            assertThatThrownBy(() ->
                            reader.read(id, new Death(Instant.now(), 0, 0)).block(SOON))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            error -> assertThat(error.problem().status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
        }
    }

    private WebTestClient.ResponseSpec get(DeliveryId id) {
        return client.get().uri(PATH + "/" + id).exchange();
    }
}
