package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random interleavings of arrivals, answers of endpoints and of the broker, time, and crashes. */
class LanesProperty {
    private static final int DELIVERIES = 1_500;
    private static final int MAX_STEPS = 600_000;
    private static final LaneSettings SETTINGS = Samples.settings(4, 12, 8);
    /** Lanes make way for a few others already. */
    private static final LaneSettings MOVING = Samples.settings(4, 12, 8, 4);

    private final Map<LaneKey, Webhook> webhooks = new HashMap<>();
    private final List<Delivery> published = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 21, 97, 148, 184, 239, 276})
    void everyDeliveryEndsWhateverTheOrderOfThings(long seed) {
        everyDeliveryEnds(SETTINGS, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyDeliveryEndsThoughLanesGoToTheEndOfTheShelf(long seed) {
        SimulatedPartition partition = everyDeliveryEnds(MOVING, seed);

        assertThat(partition.moved).isPositive();
    }

    private SimulatedPartition everyDeliveryEnds(LaneSettings settings, long seed) {
        Random random = new Random(seed);
        for (int number = 0; number < 6; number++) {
            Webhook webhook = Samples.webhook(number, number % 2 == 1);
            webhooks.put(new LaneKey(webhook.id(), null), webhook);
        }
        SimulatedPartition partition = new SimulatedPartition(settings, webhooks, random);
        int crashesLeft = random.nextInt(6);
        int percentOk = 20 + random.nextInt(80);

        for (int step = 0; step < MAX_STEPS && !isOver(partition); step++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> publish(partition, random);
                case 2, 3, 4 -> partition.receive();
                case 5, 6 -> partition.start(settings.maxInFlight());
                case 7, 8 -> partition.answerEndpoint(percentOk);
                case 9, 10 -> partition.answerBroker();
                default -> {
                    partition.nanos += Duration.ofMillis(random.nextInt(40)).toNanos();
                    if (crashesLeft > 0 && random.nextInt(1_000) == 0) {
                        crashesLeft--;
                        partition.crash();
                    }
                }
            }
        }

        assertThat(partition.ends.keySet())
                .containsAll(published.stream().map(SimulatedPartition::name).toList());
        assertThat(partition.completedDeliveries).hasSize(partition.deliveries.size());
        assertThat(partition.records).as("no lane stays behind").isEmpty();
        assertThat(partition.shelf).as("the shelf was used").isNotEmpty();
        firstSendsOfOrderedLanesAreInOrder(partition);
        return partition;
    }

    private void publish(SimulatedPartition partition, Random random) {
        if (published.size() == DELIVERIES) {
            return;
        }
        int number = random.nextInt(webhooks.size());
        boolean keyed = number % 2 == 1 && random.nextBoolean();
        Delivery next = Samples.delivery(number, published.size(), keyed ? "k" + random.nextInt(3) : null);
        published.add(next);
        partition.publish(next);
    }

    private boolean isOver(SimulatedPartition partition) {
        return published.size() == DELIVERIES
                && partition.completedDeliveries.size() == partition.deliveries.size()
                && partition.records.isEmpty()
                && partition.underWay.isEmpty()
                && partition.broker.isEmpty();
    }

    /** A delivery of an ordered lane is sent for the first time after the one before it. */
    private void firstSendsOfOrderedLanesAreInOrder(SimulatedPartition partition) {
        Map<LaneKey, List<Integer>> firsts = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Delivery delivery : partition.sent) {
            Webhook webhook = Objects.requireNonNull(webhooks.get(new LaneKey(delivery.webhook(), null)));
            if (webhook.pacing().ordered() && seen.add(SimulatedPartition.name(delivery))) {
                firsts.computeIfAbsent(LaneKey.of(delivery), _ -> new ArrayList<>())
                        .add(Samples.number(delivery));
            }
        }
        assertThat(firsts).isNotEmpty();
        firsts.values().forEach(numbers -> assertThat(numbers).isSorted());
    }
}
