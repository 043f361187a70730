package dev.postrider.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Admitted.Origin;
import dev.postrider.dispatcher.lane.Samples;
import dev.postrider.dispatcher.shelf.StartedAttempt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random starts, re-reads and copies, against the plainest model. */
class StartedAttemptsProperty {
    private static final int CAPACITY = 8192;
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);

    private record Source(boolean shelved, long offset) {}

    private record Start(Source source, boolean settles) {}

    private final Map<String, Start> model = new LinkedHashMap<>();
    private final StartedAttempts started = new StartedAttempts();

    /** Numbers from few repeat soon; numbers from many push each other out. */
    @ParameterizedTest
    @ValueSource(ints = {10, 5_000, 12_000, 60_000})
    void whatIsACopyIsKnownOfTheLastThatWereStarted(int deliveries) {
        Random random = new Random(deliveries);
        for (int i = 0; i < 60_000; i++) {
            Admitted admitted = admitted(random, deliveries);
            assertThat(started.isCopy(admitted)).isEqualTo(isCopyByModel(admitted));
            if (random.nextInt(10) == 0) {
                Delivery delivery = admitted.delivery();
                started.refill(List.of(new StartedAttempt(
                        delivery.id(),
                        delivery.tryNumber(),
                        delivery.attempt(),
                        admitted.isShelved(),
                        admitted.offset())));
                model.putIfAbsent(identity(admitted), new Start(source(admitted), false));
            } else {
                boolean ordered = random.nextBoolean();
                started.start(admitted, ordered);
                model.put(identity(admitted), new Start(source(admitted), !ordered));
            }
            forgetOldest();
        }
    }

    private static Admitted admitted(Random random, int deliveries) {
        Delivery delivery = Samples.delivery(1, random.nextInt(deliveries), null);
        Delivery standing = random.nextInt(8) == 0 ? delivery.nextAttempt() : delivery;
        Origin origin = random.nextInt(4) == 0 ? Origin.SHELF : Origin.DELIVERIES;
        return new Admitted(origin, PARTITION, 1, random.nextInt(3), standing, 0);
    }

    private boolean isCopyByModel(Admitted admitted) {
        Start first = model.get(identity(admitted));
        return first != null
                && !first.source().equals(source(admitted))
                && (first.source().shelved() || first.settles() || !admitted.isShelved());
    }

    private void forgetOldest() {
        if (model.size() > CAPACITY) {
            model.remove(model.keySet().iterator().next());
        }
    }

    private static String identity(Admitted admitted) {
        Delivery delivery = admitted.delivery();
        return delivery.id() + "/" + delivery.tryNumber() + "/" + delivery.attempt();
    }

    private static Source source(Admitted admitted) {
        return new Source(admitted.isShelved(), admitted.offset());
    }
}
