package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A type matched in an organization of some size, ten webhooks wanting it. Stands in the view's package to fill a view. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WebhookMatchBenchmark {
    private static final int MATCHING = 10;
    private static final EventType TYPE = new EventType("order.created.eu");

    /** How many webhooks the organization has. */
    @Param({"10", "100000"})
    public int webhooks;

    private WebhookView view = new WebhookView();

    @Setup
    public void fill() {
        view = new WebhookView();
        for (int i = 0; i < webhooks; i++) {
            view.put(webhook(i));
        }
    }

    @Benchmark
    public Matches match() {
        return view.match(OrganizationId.DEFAULT, TYPE, null, MATCHING);
    }

    private static Webhook webhook(int number) {
        String pattern = number < MATCHING
                ? List.of("order.created.eu", "order.created.*", "order.*").get(number % 3)
                : "order.created.eu.v" + number + ".*";
        return new Webhook(
                new WebhookId(new UUID(number, number)),
                OrganizationId.DEFAULT,
                "http://127.0.0.1:1/" + number,
                List.of(EventPattern.parse(pattern)),
                WebhookState.ACTIVE,
                CustomHeaders.NONE,
                Webhook.DEFAULT_TIMEOUT,
                RetryPolicy.DEFAULT,
                Signing.by(new SigningSecret("a-secret-for-benchmarks"), SignatureSetting.DEFAULT),
                Pacing.DEFAULT,
                1,
                null,
                Access.NONE);
    }
}
