package dev.postrider.dispatcher.webhookview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookViewTest {
    private static final OrganizationId ACME = new OrganizationId("acme");
    private static final OrganizationId OTHER = new OrganizationId("other");

    private final WebhookView view = new WebhookView();

    @Test
    void matchesWithinTheOrganizationOnly() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "user.created"));
        view.put(webhook(2, OTHER, WebhookState.ACTIVE, "user.created"));

        assertThat(match(ACME, "user.created")).containsExactly(id(1));
    }

    @Test
    void aWebhookThatMatchesSeveralWaysIsFoundOnce() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "user.created", "user.*", "*"));

        assertThat(match(ACME, "user.created")).containsExactly(id(1));
    }

    @Test
    void aNewVersionReplacesTheOldPatterns() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "user.*"));

        view.put(webhook(1, ACME, WebhookState.ACTIVE, "invoice.paid"));

        assertThat(match(ACME, "user.created")).isEmpty();
        assertThat(match(ACME, "invoice.paid")).containsExactly(id(1));
    }

    @Test
    void whatIsSwitchedOffOrDeletedIsKnownButNotMatched() {
        view.put(webhook(1, ACME, WebhookState.OFF, "*"));
        view.put(webhook(2, ACME, WebhookState.DELETED, "*"));

        assertThat(match(ACME, "user.created")).isEmpty();
        assertThat(view.find(id(1))).isPresent();
        assertThat(view.find(id(2))).isPresent();
    }

    @Test
    void aTombstoneRemovesTheWebhook() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "*"));

        view.remove(id(1));

        assertThat(match(ACME, "user.created")).isEmpty();
        assertThat(view.find(id(1))).isEmpty();
        assertThat(view.size()).isZero();
    }

    @Test
    void indexAgreesWithThePatternsThemselves() {
        Random random = new Random(42);
        List<WebhookState> states = List.of(WebhookState.values());
        String[] patterns = {"*", "a", "a.b", "a.b.c", "a.*", "a.b.*", "b.*", "postrider.*", "postrider.x", "a.b."};
        String[] types = {
            "a", "a.b", "a.b.c", "a.b.c.d", "b", "b.c", "ab.c", "postrider.x", "postrider.y.z", "a.", "a.b."
        };
        List<Webhook> webhooks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String[] wanted = Stream.generate(() -> patterns[random.nextInt(patterns.length)])
                    .limit(1 + random.nextInt(3))
                    .toArray(String[]::new);
            WebhookState state = states.get(random.nextInt(states.size()));
            Webhook webhook = webhook(random.nextInt(100), ACME, state, wanted);
            webhooks.removeIf(old -> old.id().equals(webhook.id()));
            webhooks.add(webhook);
            view.put(webhook);
        }

        for (String type : types) {
            List<WebhookId> expected = webhooks.stream()
                    .filter(webhook -> webhook.wants(new EventType(type)))
                    .map(Webhook::id)
                    .sorted()
                    .toList();
            assertThat(match(ACME, type)).as(type).isEqualTo(expected);
        }
    }

    @Test
    void slicesOfAMatchAreTheMatch() {
        Random random = new Random(7);
        String[] patterns = {"*", "a.b", "a.*", "a.b.*", "c"};
        for (int i = 0; i < 200; i++) {
            view.put(webhook(
                    random.nextInt(1000),
                    ACME,
                    WebhookState.ACTIVE,
                    patterns[random.nextInt(patterns.length)],
                    patterns[random.nextInt(patterns.length)]));
        }

        List<WebhookId> sliced = new ArrayList<>();
        Matches slice = view.match(ACME, new EventType("a.b"), null, 7);
        while (!slice.complete()) {
            sliced.addAll(ids(slice));
            slice = view.match(ACME, new EventType("a.b"), sliced.getLast(), 7);
        }
        sliced.addAll(ids(slice));

        assertThat(sliced).isEqualTo(match(ACME, "a.b"));
    }

    @Test
    void aMatchNamesAnOffsetThatCoversWhatItFound() {
        view.announce(4);
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "*"));

        Matches matches = view.match(ACME, new EventType("a"), null, 10);

        assertThat(matches.webhooks()).hasSize(1);
        assertThat(matches.seen()).isEqualTo(5);
        assertThat(view.reached()).isZero();
    }

    /** A new version is never between its old patterns and its new ones. */
    @Test
    void aWebhookThatMovesFromOnePatternToAnotherIsAlwaysFound() throws Exception {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "a.b"));
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 20_000; i++) {
                view.put(webhook(1, ACME, WebhookState.ACTIVE, i % 2 == 0 ? "a.*" : "a.b"));
            }
            done.set(true);
        });

        int missed = 0;
        while (!done.get()) {
            missed += match(ACME, "a.b").size() == 1 ? 0 : 1;
        }

        writer.join();
        assertThat(missed).isZero();
    }

    @Test
    void theUrlIsReadOnceAndOneThatIsNoneStopsNothing() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "*"));
        view.put(webhookAt("http://not a url", 2, ACME, WebhookState.ACTIVE, "*"));

        Subscriber subscriber = view.subscriber(view.find(id(1)).orElseThrow());
        assertThat(subscriber.target().authority()).isEqualTo("localhost");
        assertThat(subscriber.target()).isSameAs(subscriber.target());
        assertThat(view.subscriber(view.find(id(2)).orElseThrow()).target().problem())
                .isPresent();
        assertThat(match(ACME, "a")).containsExactly(id(1), id(2));
    }

    @Test
    void webhooksThatAreAlikeShareTheirParts() {
        view.put(webhook(1, ACME, WebhookState.ACTIVE, "user.*"));
        view.put(webhook(2, new OrganizationId("acme"), WebhookState.ACTIVE, "user.*"));

        Webhook first = view.find(id(1)).orElseThrow();
        Webhook second = view.find(id(2)).orElseThrow();
        assertThat(second.events()).isSameAs(first.events());
        assertThat(second.organization()).isSameAs(first.organization());
    }

    @Test
    void waitersGoOnWhenTheOffsetIsReached() throws Exception {
        assertThat(view.await(3, Duration.ofMillis(10))).isFalse();

        Thread writer = Thread.ofVirtual().start(() -> view.advance(3));

        assertThat(view.await(3, Duration.ofSeconds(10))).isTrue();
        writer.join();
    }

    @Test
    void isFreshOnlyAsLongAsItsLastConfirmedEnd() {
        long asked = System.nanoTime();
        Duration maxAge = Duration.ofMillis(750);
        assertThat(view.isFresh(asked, maxAge)).isFalse();

        view.confirmEnd(asked);

        assertThat(view.isFresh(asked + Duration.ofMillis(700).toNanos(), maxAge))
                .isTrue();
        assertThat(view.isFresh(asked + Duration.ofMillis(800).toNanos(), maxAge))
                .isFalse();
    }

    private List<WebhookId> match(OrganizationId organization, String type) {
        return view.match(organization, new EventType(type), null, Integer.MAX_VALUE).webhooks().stream()
                .map(Webhook::id)
                .toList();
    }

    private static List<WebhookId> ids(Matches matches) {
        return matches.webhooks().stream().map(Webhook::id).toList();
    }

    private static WebhookId id(int number) {
        return new WebhookId(new UUID(0, number));
    }

    private static Webhook webhook(int number, OrganizationId organization, WebhookState state, String... patterns) {
        return webhookAt("http://localhost/", number, organization, state, patterns);
    }

    private static Webhook webhookAt(
            String url, int number, OrganizationId organization, WebhookState state, String... patterns) {
        return new Webhook(
                id(number),
                organization,
                url,
                Stream.of(patterns).map(EventPattern::parse).toList(),
                state,
                CustomHeaders.NONE,
                Webhook.DEFAULT_TIMEOUT,
                RetryPolicy.DEFAULT,
                Signing.by(new SigningSecret("a-good-secret"), SignatureSetting.of(SignatureProfile.POSTRIDER)),
                Pacing.DEFAULT,
                1,
                null,
                Access.NONE);
    }
}
