package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two dispatchers under load: one is stopped, one is added, one is killed and comes back under its name. What ends in good
 * order sends nothing twice; a kill repeats no more than what was in flight, what had completed since the last commit, and a
 * slice of fan-out.
 */
@Tag("proof")
class RollingDispatchersIT {
    private static final int WEBHOOKS = 8;
    private static final int IN_FLIGHT = 16 * WEBHOOKS;
    private static final Duration STEP = Duration.ofSeconds(6);
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The interval of commits, 100 ms, an answer, and a commit's way to a broker that shares two processors with all of this. */
    private static final Duration UNCOMMITTED = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final AtomicInteger published = new AtomicInteger();

    @Test
    void rollingRestartsRepeatNothingAndAKillRepeatsLittle() throws Exception {
        try (ScriptedReceiver receiver =
                        ScriptedReceiver.start(ScriptedReceiver.Options.plain().withoutBodies());
                RunningDispatcher first = new RunningDispatcher(
                        RollingDispatchersIT.class,
                        "--postrider.kafka.topics.partitions=6",
                        "--postrider.dispatcher.leave-on-stop=true")) {
            for (int i = 0; i < WEBHOOKS; i++) {
                receiver.on("/" + i).then(Answer.after(Duration.ofMillis(20), Answer.status(200)));
                first.put(RunningDispatcher.webhook(receiver.url("/" + i), "*"));
            }
            AtomicBoolean stopped = new AtomicBoolean();
            Thread load = Thread.ofPlatform().start(() -> publish(first, stopped));
            try (DispatcherProcess second = start(first, "second")) {
                awaitProgress(receiver, STEP);
                first.stop();
                awaitProgress(receiver, STEP);
                int afterStop = repeats(receiver);
                try (DispatcherProcess third = start(first, "third")) {
                    awaitProgress(receiver, STEP);
                    int afterJoin = repeats(receiver);
                    Instant killedAt = Instant.now();
                    second.kill();
                    long uncommitted = receivedBetween(receiver, killedAt.minus(UNCOMMITTED), Instant.now());
                    try (DispatcherProcess again = start(first, "second")) {
                        awaitProgress(receiver, STEP);
                        stopped.set(true);
                        load.join();
                        awaitAll(receiver);
                        int copies = copies(first);
                        int afterKill = repeats(receiver);
                        long bound = IN_FLIGHT + uncommitted + copies;
                        System.out.printf(
                                "[rolling] %d events to %d webhooks; repeats after SIGTERM %d, after a join %d, after"
                                        + " kill -9 %d (bound %d, of which copies of fan-out %d)%n",
                                published.get(), WEBHOOKS, afterStop, afterJoin, afterKill, bound, copies);
                        assertThat(afterStop).as("repeats after SIGTERM").isZero();
                        assertThat(afterJoin).as("repeats after a join").isZero();
                        assertThat((long) afterKill).as("repeats after kill -9").isLessThanOrEqualTo(bound);
                        again.stop();
                    }
                    third.stop();
                }
            } finally {
                stopped.set(true);
                load.join();
            }
        }
    }

    private DispatcherProcess start(RunningDispatcher like, String instance) {
        List<String> arguments = new ArrayList<>(like.settings());
        arguments.removeIf(argument -> argument.startsWith("--postrider.kafka.instance-id"));
        arguments.add("--postrider.kafka.instance-id=" + instance);
        return DispatcherProcess.start(arguments, folder.resolve(instance + ".log"));
    }

    private void publish(RunningDispatcher dispatcher, AtomicBoolean stopped) {
        while (!stopped.get()) {
            dispatcher.publish("{\"event\":\"a\",\"data\":" + published.incrementAndGet() + "}");
        }
    }

    /** Lets the load go on for a while in which something arrives. */
    private static void awaitProgress(ScriptedReceiver receiver, Duration atLeast) {
        long before = receivedTotal(receiver);
        await().pollDelay(atLeast).atMost(SOON).until(() -> receivedTotal(receiver) > before + 100L * WEBHOOKS);
    }

    private void awaitAll(ScriptedReceiver receiver) {
        for (int i = 0; i < WEBHOOKS; i++) {
            String path = "/" + i;
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(receiver.countByHeader(path, "X-Webhook-Delivery"))
                            .hasSize(published.get()));
        }
    }

    private static long receivedTotal(ScriptedReceiver receiver) {
        long total = 0;
        for (int i = 0; i < WEBHOOKS; i++) {
            total += receiver.count("/" + i);
        }
        return total;
    }

    private static long receivedBetween(ScriptedReceiver receiver, Instant from, Instant to) {
        return IntStream.range(0, WEBHOOKS)
                .mapToObj(i -> receiver.requests("/" + i))
                .flatMap(List::stream)
                .filter(request -> !request.arrivedAt().isBefore(from)
                        && !request.arrivedAt().isAfter(to))
                .count();
    }

    /** Exchanges beyond the first of each delivery. */
    private static int repeats(ScriptedReceiver receiver) {
        int repeats = 0;
        for (int i = 0; i < WEBHOOKS; i++) {
            Map<String, Integer> counts = receiver.countByHeader("/" + i, "X-Webhook-Delivery");
            repeats += counts.values().stream().mapToInt(count -> count - 1).sum();
        }
        return repeats;
    }

    /** Deliveries that stand on the topic more than once because fan-out repeated a slice. */
    private static int copies(RunningDispatcher dispatcher) {
        return TopicReader.read(dispatcher.topics.deliveries()).stream()
                .collect(Collectors.groupingBy(
                        record -> DeliveryCodec.decode(record).id(), Collectors.counting()))
                .values()
                .stream()
                .mapToInt(count -> count.intValue() - 1)
                .sum();
    }
}
