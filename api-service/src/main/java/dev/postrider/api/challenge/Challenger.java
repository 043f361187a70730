package dev.postrider.api.challenge;

import dev.postrider.api.webhook.ChallengeSettings;
import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.api.webhooktest.WebhookTester;
import dev.postrider.common.webhook.Webhook;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Challenges URLs: one signed request each, whose right answer lets the webhook go. */
@Component
class Challenger {
    private static final Logger LOG = LoggerFactory.getLogger(Challenger.class);
    private static final int MAX_AT_ONCE = 32;

    /** Of one organization. */
    private static final int MAX_EACH = 8;

    /** Few, since what is claimed and not asked before the process ends waits for its next time. */
    private static final int MAX_CLAIMED = 8;

    /** An organization is passed over while it has so many under way that it might get more than its share. */
    private static final int MAX_CLAIMED_EACH = 4;

    /** Between two looks that find none while some are under way. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ChallengedWebhooks webhooks;
    private final WebhookTester tester;
    private final ChallengeSettings settings;
    private final SecureRandom random;

    Challenger(ChallengedWebhooks webhooks, WebhookTester tester, ChallengeSettings settings, SecureRandom random) {
        this.webhooks = webhooks;
        this.tester = tester;
        this.settings = settings;
        this.random = random;
    }

    /**
     * Challenges all that are due, some at a time, each as soon as another one is answered, and those that become due meanwhile;
     * completes when none is due or under way. No organization has more than a few under way, so that one whose endpoints do
     * not answer delays nobody else.
     */
    Mono<Void> askThoseDue() {
        return Mono.defer(() -> {
            UnderWay underWay = new UnderWay();
            return claim(underWay)
                    .expand(claimed -> next(claimed, underWay))
                    .flatMapIterable(claimed -> claimed, 1)
                    // Where the database fails meanwhile, those under way go on.
                    .flatMapDelayError(
                            webhook -> asked(webhook).doFinally(_ -> underWay.remove(webhook.organization())),
                            MAX_AT_ONCE,
                            1)
                    .then();
        });
    }

    private Mono<List<Webhook>> next(List<Webhook> claimed, UnderWay underWay) {
        if (!claimed.isEmpty()) {
            return claim(underWay);
        }
        return underWay.isEmpty() ? Mono.empty() : Mono.delay(PAUSE).then(claim(underWay));
    }

    private Mono<List<Webhook>> claim(UnderWay underWay) {
        return Mono.defer(
                () -> webhooks.claim(MAX_CLAIMED, MAX_CLAIMED_EACH, underWay.withMoreThan(MAX_EACH - MAX_CLAIMED_EACH))
                        .doOnNext(webhook -> underWay.add(webhook.organization()))
                        .collectList());
    }

    private Mono<Void> asked(Webhook webhook) {
        return ask(webhook)
                .doOnError(error -> LOG.warn("The challenge of webhook {} failed: {}", webhook.id(), error.toString()))
                .onErrorComplete()
                .then();
    }

    /** Challenges one that was claimed; what is wrong with the answer, once that is saved, and empty if it is right. */
    Mono<Optional<String>> ask(Webhook webhook) {
        ChallengeQuestion question = ChallengeQuestion.random(random);
        return tester.send(webhook, ChallengeQuestion.EVENT, question.data(), settings.timeout())
                .flatMap(outcome -> settle(webhook, question.fault(outcome)));
    }

    private Mono<Optional<String>> settle(Webhook webhook, Optional<String> fault) {
        if (fault.isPresent()) {
            return webhooks.failed(webhook, fault.get()).thenReturn(fault);
        }
        return webhooks.proven(webhook).map(goes -> {
            LOG.info("Webhook {} answered its challenge", webhook.id());
            return goes ? Optional.empty() : Optional.of("the webhook has another URL by now");
        });
    }
}
