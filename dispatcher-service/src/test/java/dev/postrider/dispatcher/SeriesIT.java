package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.metric.Metric;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.testkit.ScriptedReceiver;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the dispatcher shows does not grow with webhooks, and nor does the time that it takes to show it. */
@Tag("proof")
class SeriesIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int SCRAPES = 50;

    @Test
    void tenThousandWebhooksMakeNoMoreSeriesThanTenAndNoSlowerScrape() {
        try (ScriptedReceiver receiver =
                        ScriptedReceiver.start(ScriptedReceiver.Options.plain().withoutBodies());
                RunningDispatcher dispatcher = new RunningDispatcher(SeriesIT.class)) {
            receiver.on("/hook").reply(200);
            PrometheusMeterRegistry registry = dispatcher.bean(PrometheusMeterRegistry.class);

            deliver(dispatcher, registry, receiver, "few", FEW);
            List<String> few = series(registry);
            long fewNanos = scrapeNanos(registry);
            deliver(dispatcher, registry, receiver, "many", MANY);
            List<String> many = series(registry);
            long manyNanos = scrapeNanos(registry);

            assertThat(many).hasSizeLessThan(2_000).containsExactlyElementsOf(few);
            // Nearly all of it is the machine's noise.
            assertThat(manyNanos).isLessThan(2 * fewNanos + Duration.ofMillis(2).toNanos());
        }
    }

    private static void deliver(
            RunningDispatcher dispatcher,
            PrometheusMeterRegistry registry,
            ScriptedReceiver receiver,
            String type,
            int webhooks) {
        double before = attempts(registry);
        List<Webhook> all = IntStream.range(0, webhooks)
                .mapToObj(_ -> RunningDispatcher.webhook(receiver.url("/hook"), type))
                .toList();
        dispatcher.putAll(all);
        dispatcher.publish("{\"event\":\"" + type + "\",\"data\":1}");
        // No scheduler is there to bring back what a busy machine had to put off.
        await().atMost(SOON).until(() -> attempts(registry) >= before + webhooks);
    }

    private static double attempts(PrometheusMeterRegistry registry) {
        return registry.get(Metric.ATTEMPTS.text()).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Of our own metrics and of all libraries': names and labels. */
    private static List<String> series(PrometheusMeterRegistry registry) {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                // Collections of garbage come with time, not with webhooks.
                .filter(line -> !line.startsWith("jvm_gc"))
                .sorted()
                .collect(Collectors.toList());
    }

    private static long scrapeNanos(PrometheusMeterRegistry registry) {
        return LongStream.range(0, SCRAPES)
                .map(_ -> {
                    long begin = System.nanoTime();
                    registry.scrape();
                    return System.nanoTime() - begin;
                })
                .sorted()
                .skip(SCRAPES / 2)
                .findFirst()
                .orElseThrow();
    }
}
