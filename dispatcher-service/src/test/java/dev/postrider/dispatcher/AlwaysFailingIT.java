package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.scheduler.RetrySchedulerApplication;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Endpoints that never take anything, with the {@code fast} schedule and a largest age of a minute. One answers 503, so its breaker
 * opens and most of what comes is held; the other answers 404, which no breaker minds, and has its 404 retried.
 */
@Tag("proof")
class AlwaysFailingIT {
    private static final int EVENTS = 100;
    private static final Duration MAX_AGE = Duration.ofSeconds(60);
    private static final Duration ALL_DEAD = Duration.ofSeconds(70);

    @Test
    void allAreDeadTenSecondsAfterTheirLargestAgeWhetherABreakerHeldThemOrNot() throws Exception {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                RunningDispatcher dispatcher = new RunningDispatcher(AlwaysFailingIT.class);
                ConfigurableApplicationContext scheduler = RetrySchedulerApplication.builder()
                        .web(WebApplicationType.NONE)
                        .run(dispatcher.settings().toArray(String[]::new))) {
            receiver.on("/breaker").then(503);
            receiver.on("/plain").then(404);
            String breaker = put(dispatcher, receiver.url("/breaker"), new RetryOn.Default());
            String plain = put(dispatcher, receiver.url("/plain"), new RetryOn.AllNon2xx());
            long began = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                dispatcher.publish("{\"event\":\"a\",\"data\":" + i + "}");
            }
            try (TopicReader dead = TopicReader.of(dispatcher.topics.deadLetter())) {
                List<ConsumerRecord<byte[], byte[]>> letters = dead.await(2 * EVENTS, ALL_DEAD.plusSeconds(20));
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                System.out.printf(
                        "[ladder] %d events to two endpoints that always fail, fast, at most 60 s: all dead after %.1f s;"
                                + " with a breaker %s after %d attempts, without %s after %d%n",
                        EVENTS,
                        took.toMillis() / 1e3,
                        reasons(letters, breaker),
                        receiver.count("/breaker"),
                        reasons(letters, plain),
                        receiver.count("/plain"));
                assertThat(took).isLessThanOrEqualTo(ALL_DEAD);
                assertThat(reasons(letters, breaker).values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(EVENTS);
                assertThat(reasons(letters, plain)).isEqualTo(Map.of("exhausted", EVENTS));
                assertThat(receiver.count("/plain")).isEqualTo(6 * EVENTS);
            }
            assertThat(scheduler.isRunning()).isTrue();
        }
    }

    private static String put(RunningDispatcher dispatcher, String url, RetryOn retryOn) {
        RetryPolicy policy = RetryPolicy.of(RetrySchedule.FAST, null, 0, MAX_AGE, retryOn);
        return dispatcher.put(RunningDispatcher.webhook(url, policy, "*")).id().toString();
    }

    private static Map<String, Integer> reasons(List<ConsumerRecord<byte[], byte[]>> letters, String webhook) {
        Map<String, Integer> reasons = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            if (DeliveryCodec.decode(letter).webhook().toString().equals(webhook)) {
                String reason =
                        new String(letter.headers().lastHeader("pr-reason").value(), StandardCharsets.UTF_8);
                reasons.merge(reason, 1, Integer::sum);
            }
        }
        return reasons;
    }
}
