package dev.postrider.api.probe;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.webhook.ProbedWebhooks;
import dev.postrider.api.webhooktest.WebhookTester;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes one real, signed request to each disabled webhook that is due. One that is answered with 2xx ends the disabling; any
 * other changes nothing but the log.
 */
@Component
class Prober {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final int MAX_AT_ONCE = 32;

    /** Few, since what is claimed and not probed before the process ends waits for a further interval. */
    private static final int MAX_CLAIMED = 8;

    private final ProbedWebhooks webhooks;
    private final WebhookTester tester;
    private final RecordProducer producer;
    private final Topics topics;
    private final ProbeSettings settings;

    Prober(
            ProbedWebhooks webhooks,
            WebhookTester tester,
            RecordProducer producer,
            Topics topics,
            ProbeSettings settings) {
        this.webhooks = webhooks;
        this.tester = tester;
        this.producer = producer;
        this.topics = topics;
        this.settings = settings;
    }

    /** Probes all that are due, some at a time, each as soon as another one is answered; completes with the last answer. */
    Mono<Void> probe() {
        return claim().expand(claimed -> claimed.size() < MAX_CLAIMED ? Mono.empty() : claim())
                .flatMapIterable(claimed -> claimed, 1)
                // Where the database fails meanwhile, those under way go on.
                .flatMapDelayError(this::probe, MAX_AT_ONCE, 1)
                .then();
    }

    private Mono<List<Webhook>> claim() {
        return webhooks.claim(settings.interval(), MAX_CLAIMED).collectList();
    }

    private Mono<Void> probe(Webhook webhook) {
        return tester.probe(webhook)
                .flatMap(attempted -> logged(attempted)
                        .then(attempted.outcome().isSuccess() ? webhooks.recovered(webhook) : Mono.just(false)))
                .doOnNext(recovered -> LOG.info(
                        "Webhook {} was probed and {}",
                        webhook.id(),
                        recovered ? "is enabled again" : "stays disabled"))
                .doOnError(error -> LOG.warn("The probe of webhook {} failed: {}", webhook.id(), error.toString()))
                .onErrorComplete()
                .then();
    }

    /** The probe was made whether the log has it or not. */
    private Mono<Void> logged(LogRecord.Attempted attempted) {
        return producer.send(LogCodec.encode(topics, attempted))
                .onErrorComplete()
                .then();
    }
}
