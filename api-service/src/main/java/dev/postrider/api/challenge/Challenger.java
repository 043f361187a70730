package dev.postrider.api.challenge;

import dev.postrider.api.webhook.ChallengeSettings;
import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.api.webhooktest.WebhookTester;
import dev.postrider.common.webhook.Webhook;
import java.security.SecureRandom;
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

    /** Challenges those that are due, some at a time; completes with the last answer. */
    Mono<Void> askThoseDue() {
        return webhooks.claim(MAX_AT_ONCE)
                .collectList()
                .flatMapIterable(claimed -> claimed)
                .flatMap(
                        webhook -> ask(webhook)
                                .doOnError(error -> LOG.warn(
                                        "The challenge of webhook {} failed: {}", webhook.id(), error.toString()))
                                .onErrorComplete(),
                        MAX_AT_ONCE)
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
