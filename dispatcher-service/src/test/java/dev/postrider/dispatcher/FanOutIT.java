package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TopicReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;

@Tag("proof")
class FanOutIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int WEBHOOKS = 20_000;
    private static final int SLICE = 1_000;

    @Test
    void anEventOfManyWebhooksWhoseFanOutIsKilledInTheMiddleReachesAllAndRepeatsOneSliceAtMost() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                RunningDispatcher dispatcher = new RunningDispatcher(FanOutIT.class)) {
            receiver.on("/hook").reply(200);
            String url = receiver.url("/hook");
            dispatcher.stop();
            dispatcher.putAll(Stream.generate(() -> RunningDispatcher.webhook(url, "big"))
                    .limit(WEBHOOKS)
                    .toList());
            dispatcher.put(RunningDispatcher.webhook(url, "small"));
            dispatcher.publish("{\"event\":\"big\",\"id\":\"big\",\"data\":1}");
            dispatcher.publish("{\"event\":\"small\",\"id\":\"small\",\"data\":1}");
            Killer killer = new Killer(WEBHOOKS + SLICE);
            dispatcher.startAgain(killer);
            await().atMost(LONG).until(killer::hasKilled);
            dispatcher.stop();
            int before = deliveries(dispatcher).size();

            dispatcher.startAgain();

            try (TopicReader attempts = TopicReader.of(dispatcher.topics.attempts())) {
                await().atMost(LONG)
                        .pollDelay(Duration.ZERO)
                        .untilAsserted(() -> assertThat(
                                        attempts.more(Duration.ofMillis(200)).size())
                                .isGreaterThanOrEqualTo(2 * (WEBHOOKS + 1)));
            }
            List<Delivery> all = deliveries(dispatcher);
            long distinct = all.stream().map(Delivery::id).distinct().count();
            assertThat(before).isBetween(SLICE, WEBHOOKS - SLICE);
            assertThat(distinct).isEqualTo(WEBHOOKS + 1);
            assertThat(all.size() - distinct).isLessThanOrEqualTo(SLICE);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.countByHeader("/hook", "X-Webhook-Delivery"))
                            .hasSize(WEBHOOKS + 1));
        }
    }

    private static List<Delivery> deliveries(RunningDispatcher dispatcher) {
        return TopicReader.read(dispatcher.topics.deliveries()).stream()
                .map(DeliveryCodec::decode)
                .toList();
    }

    /** Lets fan-out's thread die in the middle of a slice, after so many records. */
    private static final class Killer implements BeanPostProcessor {
        private final AtomicInteger left;

        Killer(int records) {
            left = new AtomicInteger(records);
        }

        boolean hasKilled() {
            return left.get() < 0;
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (!name.equals("fanOutProducer")) {
                return bean;
            }
            return Proxy.newProxyInstance(
                    Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, arguments) -> {
                        if (method.getName().equals("send") && left.getAndDecrement() <= 0) {
                            throw new Killed();
                        }
                        try {
                            return method.invoke(bean, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    /** Nothing in fan-out catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
