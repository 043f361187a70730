package dev.postrider.restclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.postrider.restclient.generated.ApiClient;
import dev.postrider.restclient.generated.ApiException;
import dev.postrider.restclient.generated.Attempt;
import dev.postrider.restclient.generated.CreatedApiKey;
import dev.postrider.restclient.generated.CreatedWebhook;
import dev.postrider.restclient.generated.DeadLettersApi;
import dev.postrider.restclient.generated.DeliveriesApi;
import dev.postrider.restclient.generated.Delivery;
import dev.postrider.restclient.generated.DeliveryDetail;
import dev.postrider.restclient.generated.DeliveryPage;
import dev.postrider.restclient.generated.DeliveryStatus;
import dev.postrider.restclient.generated.EventDetail;
import dev.postrider.restclient.generated.EventTypeEntry;
import dev.postrider.restclient.generated.EventTypesApi;
import dev.postrider.restclient.generated.EventsApi;
import dev.postrider.restclient.generated.NewApiKey;
import dev.postrider.restclient.generated.NewEvent;
import dev.postrider.restclient.generated.NewEventBatch;
import dev.postrider.restclient.generated.NewEventType;
import dev.postrider.restclient.generated.NewOrganization;
import dev.postrider.restclient.generated.NewWebhook;
import dev.postrider.restclient.generated.Organization;
import dev.postrider.restclient.generated.OrganizationsApi;
import dev.postrider.restclient.generated.Problem;
import dev.postrider.restclient.generated.PublishedEvent;
import dev.postrider.restclient.generated.PublishedEventBatch;
import dev.postrider.restclient.generated.Role;
import dev.postrider.restclient.generated.Signature;
import dev.postrider.restclient.generated.SignatureProfile;
import dev.postrider.restclient.generated.StatisticsApi;
import dev.postrider.restclient.generated.Webhook;
import dev.postrider.restclient.generated.WebhookMergePatch;
import dev.postrider.restclient.generated.WebhooksApi;
import dev.postrider.standalone.Parts;
import dev.postrider.standalone.Standalone;
import dev.postrider.standalone.StandaloneSettings;
import dev.postrider.testkit.ScriptedReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Whoever generates a client from the document does the main job with that alone: every answer fits what was generated. */
@Tag("proof")
class GeneratedClientIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int EVENTS = 5;

    @TempDir
    private static Path data;

    private static final Parts PARTS = new Parts();
    private static final ScriptedReceiver RECEIVER = ScriptedReceiver.start();
    private static ApiClient admin;
    private static ApiClient manager;

    @BeforeAll
    static void startTheProgramAndMakeAnOrganization() throws ApiException {
        Standalone program = Standalone.start(
                StandaloneSettings.of(Map.of(
                        "POSTRIDER_DATA_DIR",
                        data.toString(),
                        "POSTRIDER_PORT",
                        "0",
                        "POSTRIDER_MANAGEMENT_PORT",
                        "0",
                        "POSTRIDER_KAFKA_PORT",
                        "0",
                        "POSTRIDER_DATABASE_PORT",
                        "0")),
                PARTS);
        admin = client(program, program.adminKey());
        Organization organization = new OrganizationsApi(admin)
                .createOrganization(new NewOrganization().id("acme").name("Acme"), null, null);
        CreatedApiKey key = new OrganizationsApi(admin)
                .createApiKey(new NewApiKey().name("tests").role(Role.MANAGER), null, organization.getId());
        manager = client(program, key.getKey());
        assertThat(key.getOrganizationId()).isEqualTo("acme");
    }

    @AfterAll
    static void stop() {
        RECEIVER.close();
        PARTS.close();
    }

    @Test
    void subscribesPublishesAndListsTheDeliveriesPageByPage() throws ApiException {
        RECEIVER.on("/hook").reply(200);
        CreatedWebhook webhook = new WebhooksApi(manager)
                .createWebhook(
                        new NewWebhook().url(RECEIVER.url("/hook")).events(List.of("order.*")), null, null, null);
        assertThat(webhook.getSecret()).startsWith("whsec_");
        List<String> published = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            published.add(publish("order.created", "order-" + i).getId());
        }

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(page(webhook.getId(), 50, null).getItems()).hasSize(EVENTS));

        List<Delivery> found = new ArrayList<>();
        DeliveryPage page = page(webhook.getId(), 2, null);
        found.addAll(page.getItems());
        while (page.getHasMore()) {
            page = page(webhook.getId(), 2, page.getNextCursor());
            found.addAll(page.getItems());
        }
        assertThat(found).extracting(Delivery::getEventId).containsExactlyInAnyOrderElementsOf(published);
        assertThat(found).extracting(Delivery::getStatusCode).containsOnly(200);
        assertThat(found).extracting(Delivery::getDeadLetter).containsOnlyNulls();
        assertThat(found)
                .extracting(Delivery::getDeliveredAt)
                .allSatisfy(
                        time -> assertThat(time).isAfter(OffsetDateTime.now().minusMinutes(5)));
        assertThat(page.getNextCursor()).isNull();
        assertThat(RECEIVER.requests("/hook").getFirst().text()).contains("\"data\":{\"id\":1001}");
    }

    @Test
    void readsADeliveryThatDiedWithItsAttemptAndItsDeadLetter() throws ApiException {
        RECEIVER.on("/gone").reply(400);
        CreatedWebhook webhook = new WebhooksApi(manager)
                .createWebhook(
                        new NewWebhook().url(RECEIVER.url("/gone")).events(List.of("user.left")), null, null, null);
        PublishedEvent event = publish("user.left", "user-1");
        DeadLettersApi deadLetters = new DeadLettersApi(manager);
        List<Delivery> dead = await().atMost(SOON)
                .until(
                        () -> deadLetters
                                .listDeadLetters(webhook.getId(), null, null, null, null, null, null, null, null, null)
                                .getItems(),
                        items -> items.size() == 1);

        DeliveryDetail detail =
                new DeliveriesApi(manager).getDelivery(dead.getFirst().getId(), null);
        EventDetail history = new EventsApi(manager).getEvent(event.getId(), null);

        assertThat(detail.getStatus()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(detail.getDeadLetter()).isNotNull();
        Attempt attempt = detail.getAttempts().getFirst();
        assertThat(attempt.getStatusCode()).isEqualTo(400);
        assertThat(attempt.getRequestHeaders()).containsKey("X-Webhook-Id");
        assertThat(history.getDeliveries()).extracting(Delivery::getId).containsExactly(detail.getId());
        assertThat(deadLetters.getDeadLetter(detail.getId(), null).getId()).isEqualTo(detail.getId());
        assertThat(new StatisticsApi(manager)
                        .getStatisticsOfWebhook(webhook.getId(), null, null, null, "hour", null)
                        .getTotals())
                .isNotNull();
    }

    @Test
    void changesAFieldOfAWebhookAndNoOther() throws ApiException {
        WebhooksApi webhooks = new WebhooksApi(manager);
        CreatedWebhook made = webhooks.createWebhook(
                new NewWebhook()
                        .url(RECEIVER.url("/other"))
                        .events(List.of("invoice.*"))
                        .headers(Map.of("X-Team", "billing"))
                        .metadata(Map.of("tier", "gold"))
                        .signatures(List.of(new Signature(SignatureProfile.STANDARD))),
                null,
                null,
                null);

        Webhook changed = webhooks.changeWebhook(
                made.getId(), new WebhookMergePatch().name("Invoices"), null, "\"" + made.getVersion() + "\"", null);

        assertThat(changed.getName()).isEqualTo("Invoices");
        assertThat(changed.getVersion()).isEqualTo(made.getVersion() + 1);
        assertThat(changed)
                .usingRecursiveComparison()
                .comparingOnlyFields("events", "headers", "metadata", "signatures", "retry", "autoDisable", "auth")
                .isEqualTo(made);
        assertThat(webhooks.listWebhooks(true, null, null, null, null).getItems())
                .extracting(Webhook::getId)
                .contains(made.getId());
        webhooks.deleteWebhook(made.getId(), null, null);
    }

    @Test
    void publishesBatchesOfWhichOneIsRefusedAndKeepsTypesAndTheAuditLog() throws ApiException {
        Map<String, Object> schema = Map.of("type", "object", "required", List.of("n"));
        new EventTypesApi(manager)
                .createEventType(
                        new NewEventType().event("batch.sent").schema(schema).example(Map.of("n", 1)), null, null);
        List<NewEvent> events = IntStream.range(0, 3)
                .mapToObj(i -> new NewEvent()
                        .event(i == 1 ? "not a type" : "batch.sent")
                        .data(Map.of("n", i)))
                .toList();

        PublishedEventBatch answer =
                new EventsApi(manager).publishEvents(new NewEventBatch().events(events), null, null, null);

        assertThat(answer.getResults()).extracting(item -> item.getId() != null).containsExactly(true, false, true);
        assertThat(answer.getResults().get(1).getErrors().getFirst().getField()).isEqualTo("event");
        EventTypeEntry type = new EventTypesApi(manager).getEventType("batch.sent", null);
        assertThat(type.getSchema()).isEqualTo(schema);
        assertThat(type.getExample()).isEqualTo(Map.of("n", 1));
        assertThat(new OrganizationsApi(admin)
                        .listAuditLog(null, null, null, null, null, null, null, "acme")
                        .getItems())
                .isNotEmpty();
    }

    @Test
    void readsProblems() {
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> new WebhooksApi(manager)
                        .createWebhook(new NewWebhook().url("no URL").events(List.of("a")), null, null, null));

        Problem problem = JsonMapper.shared().readValue(refused.getResponseBody(), Problem.class);
        assertThat(refused.getCode()).isEqualTo(400);
        assertThat(problem.getType()).isEqualTo(Problem.TypeEnum.URN_POSTRIDER_PROBLEM_INVALID_REQUEST);
        assertThat(problem.getStatus()).isEqualTo(400);
        assertThat(problem.getErrors().getFirst().getField()).isEqualTo("url");
    }

    private static ApiClient client(Standalone program, String key) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(program.url());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        return client;
    }

    private static PublishedEvent publish(String type, String id) throws ApiException {
        return new EventsApi(manager)
                .publishEvent(
                        new NewEvent().event(type).data(Map.of("id", 1001)).id(id), null, null, null);
    }

    private static DeliveryPage page(UUID webhook, int limit, @Nullable String cursor) throws ApiException {
        return new DeliveriesApi(manager)
                .listDeliveries(
                        webhook, null, null, DeliveryStatus.DELIVERED, null, null, null, null, limit, cursor, null);
    }
}
