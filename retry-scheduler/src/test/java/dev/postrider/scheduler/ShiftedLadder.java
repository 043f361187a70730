package dev.postrider.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.scheduler.tier.SetClocks;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The real scheduler on the real broker, by a clock that stands still until it is set to the end of the next hop, and the dispatcher's
 * part played beside it. After each hop exactly one record must have come, where the ladder says.
 */
final class ShiftedLadder implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RetryLadder ladder;
    private final TierBench bench;
    private final SetClocks clocks = new SetClocks(Instant.parse("2026-03-01T12:00:00Z"));
    private final Random random = new Random(4);
    private final ConfigurableApplicationContext scheduler;
    private final Map<String, TopicReader> readers = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();

    /**
     * What became of one delivery.
     *
     * @param delays from each failed attempt to the next
     */
    record Course(List<Duration> delays, RetryDecision end) {}

    ShiftedLadder(RetryLadder ladder) {
        this.ladder = ladder;
        this.bench = new TierBench(ladder);
        this.scheduler = bench.scheduler(ladder, clocks);
    }

    Instant now() {
        return clocks.wall();
    }

    /** Makes attempts until the policy ends them. */
    Course run(RetryPolicy policy, IntFunction<AttemptOutcome> outcomes) {
        Delivery delivery = first(now());
        List<Duration> delays = new ArrayList<>();
        while (true) {
            Instant attempted = now();
            RetryDecision decision = RetryDecision.decide(
                    policy,
                    ladder,
                    delivery.attempt(),
                    outcomes.apply(delivery.attempt()),
                    delivery.tryStartedAt(),
                    attempted,
                    random);
            if (!(decision instanceof RetryDecision.Retry(Instant due))) {
                return new Course(delays, decision);
            }
            Delivery next = delivery.nextAttempt();
            delivery = DeliveryCodec.decode(
                    travel(DeliveryCodec.encode(bench.topics.deliveries(), next), due, ReturnTo.DELIVERIES));
            assertThat(delivery.attempt()).isEqualTo(next.attempt());
            delays.add(Duration.between(attempted, now()));
        }
    }

    /** Lets a scheduled event wait, and says when it was back. */
    Instant schedule(Instant due) {
        var _ = travel(TierBench.bare("event"), due, ReturnTo.EVENTS_INTERNAL);
        return now();
    }

    private ConsumerRecord<byte[], byte[]> travel(
            ProducerRecord<byte[], byte[]> record, Instant due, ReturnTo returnTo) {
        bench.write(TierCodec.enter(bench.topics, ladder, now(), due, returnTo, record));
        while (true) {
            RetryLadder.Hop hop = ladder.nextHop(now(), due, returnTo.precision());
            var _ = next(bench.topics.retry(hop.tier()));
            clocks.pass(Duration.between(now(), hop.until()));
            if (!hop.until().isBefore(due)) {
                return next(bench.topics.of(returnTo));
            }
        }
    }

    /** The one record that came to a topic. */
    private ConsumerRecord<byte[], byte[]> next(String topic) {
        TopicReader reader = readers.computeIfAbsent(topic, TopicReader::of);
        int expected = seen.merge(topic, 1, Integer::sum);
        List<ConsumerRecord<byte[], byte[]>> records = reader.await(expected, SOON);
        assertThat(records).as(topic).hasSize(expected);
        return records.getLast();
    }

    private static Delivery first(Instant now) {
        WebhookId webhook = new WebhookId(UUID.randomUUID());
        EventId event = new EventId("e");
        return new Delivery(
                DeliveryId.of(now, OrganizationId.DEFAULT, event, webhook),
                webhook,
                OrganizationId.DEFAULT,
                event,
                new EventType("order.created"),
                now,
                now,
                1,
                now,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                "application/json",
                TierBench.bytes("{}"));
    }

    @Override
    public void close() {
        readers.values().forEach(TopicReader::close);
        scheduler.close();
        bench.close();
    }
}
