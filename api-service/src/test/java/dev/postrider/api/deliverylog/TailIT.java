package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.id.WebhookId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;

/** The live tail of deliveries, over HTTP. */
class TailIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
            new ParameterizedTypeReference<>() {};

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final PastDeliveries past = new PastDeliveries(api, organization);
    private final List<Listener> listeners = new ArrayList<>();

    /** Somebody who listens, and what he heard. */
    private record Listener(List<ServerSentEvent<String>> heard, Disposable connection) {
        List<String> named(String event) {
            return heard.stream()
                    .filter(one -> event.equals(one.event()))
                    .map(one -> Objects.requireNonNull(one.data()))
                    .toList();
        }
    }

    @AfterEach
    void hangUp() {
        listeners.forEach(listener -> listener.connection().dispose());
    }

    @Test
    void listenerHearsWhatHappensToItsOrganizationAndItsFilterOnly() {
        Listener all = listen(RunningApi.ADMIN_KEY, organization, "", null);
        Listener stranger = listen(RunningApi.ADMIN_KEY, api.newOrganization(), "", null);
        Listener filtered = listen(RunningApi.ADMIN_KEY, organization, "?event_type=b", null);
        WebhookId webhook = past.webhook("*");

        past.waiting(webhook, "a", 3);
        past.waiting(webhook, "b", 1);

        await().atMost(SOON).until(() -> all.named("delivery").size() == 4);
        await().atMost(SOON).until(() -> filtered.named("delivery").size() == 1);
        assertThat(all.named("delivery").getFirst())
                .contains("\"what\":\"fanned_out\"", "\"organization_id\":\"" + organization + "\"");
        assertThat(stranger.named("delivery")).isEmpty();
    }

    @Test
    void listenerResumesBehindTheLastEventThatItHeard() {
        Listener first = listen(RunningApi.ADMIN_KEY, organization, "", null);
        WebhookId webhook = past.webhook("*");
        past.waiting(webhook, "a", 2);
        await().atMost(SOON).until(() -> first.named("delivery").size() == 2);
        String last = first.heard().stream()
                .map(ServerSentEvent::id)
                .filter(Objects::nonNull)
                .reduce((_, later) -> later)
                .orElseThrow();
        first.connection().dispose();

        past.waiting(webhook, "missed", 3);
        Listener second = listen(RunningApi.ADMIN_KEY, organization, "", last);
        past.waiting(webhook, "later", 1);

        await().atMost(SOON).until(() -> second.named("delivery").size() == 4);
        assertThat(second.named("gap")).isEmpty();
        assertThat(second.named("delivery").toString()).contains("missed", "later");
    }

    @Test
    void listenerWhosePositionIsGoneIsToldSo() {
        Listener listener =
                listen(RunningApi.ADMIN_KEY, organization, "", new TailPosition(new long[] {1L << 40, 0, 0}).text());

        await().atMost(SOON).until(() -> listener.named("gap").size() == 1);
    }

    @Test
    void tailEndsSoonAfterItsKeyWasRevoked() {
        var created = Json.of(
                RunningApi.post(api.adminOf(organization), "/api/v1/api-keys", "{\"name\":\"t\",\"role\":\"viewer\"}"),
                201);
        Listener listener = listen(created.required("key").stringValue(), organization, "", null);

        api.adminOf(organization)
                .delete()
                .uri("/api/v1/api-keys/" + created.required("id").stringValue())
                .exchange()
                .expectStatus()
                .isNoContent();

        await().atMost(SOON).until(() -> listener.named("end").size() == 1);
        assertThat(listener.named("end").getFirst()).contains("is not valid any more");
    }

    @Test
    void fiftyListenersHearTheSameAndAnOrganizationHasTenAtMost() {
        List<String> organizations = new ArrayList<>(List.of(organization));
        for (int i = 0; i < 4; i++) {
            organizations.add(api.newOrganization());
        }
        for (int i = 0; i < 50; i++) {
            listen(RunningApi.ADMIN_KEY, organizations.get(i % 5), "", null);
        }
        Json.of(api.adminOf(organization).get().uri("/api/v1/deliveries/tail").exchange(), 503);

        past.waiting(past.webhook("*"), "a", 20);

        await().atMost(SOON)
                .until(() -> listeners.stream()
                                .filter(listener -> listener.named("delivery").size() == 20)
                                .count()
                        == 10);
        assertThat(listeners.stream()
                        .filter(listener -> listener.named("delivery").isEmpty()))
                .hasSize(40);
    }

    @Test
    void wrongParametersAndPositionsAreTold() {
        var client = api.adminOf(organization)
                .mutate()
                .defaultHeader("Last-Event-ID", "x!")
                .build();

        assertThat(Json.fields(Json.of(
                        client.get().uri("/api/v1/deliveries/tail?limit=1").exchange(), 400)))
                .containsExactlyInAnyOrder("limit", "Last-Event-ID");
    }

    /** Listens, once the service says that it tells what happens from now on. */
    private Listener listen(String key, String of, String query, @Nullable String lastEventId) {
        List<ServerSentEvent<String>> heard = new CopyOnWriteArrayList<>();
        Disposable connection = WebClient.create(api.baseUrl())
                .get()
                .uri("/api/v1/deliveries/tail" + query)
                .headers(headers -> {
                    headers.setBearerAuth(key);
                    headers.set("X-Organization-Id", of);
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .retrieve()
                .bodyToFlux(EVENT)
                .subscribe(heard::add, _ -> {});
        Listener listener = new Listener(heard, connection);
        listeners.add(listener);
        await().atMost(SOON)
                .until(() -> heard.stream().anyMatch(one -> "listening".equals(one.comment()) || one.event() != null));
        return listener;
    }
}
