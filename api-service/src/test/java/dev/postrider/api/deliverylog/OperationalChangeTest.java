package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.operational.OperationalType;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperationalChangeTest {
    private final LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "evt-1");

    private final LogRecord fannedOut = samples.fannedOut();
    private final LogRecord dead = samples.dead(1, 6, seconds(1));
    private final LogRecord deadAgain = samples.dead(1, 6, seconds(2));
    private final LogRecord delivered = samples.delivered(2, 1, seconds(5));

    @Test
    void deathIsToldOnceForEachTry() {
        assertThat(told(row(fannedOut), dead)).containsExactly(OperationalType.DELIVERY_EXHAUSTED);
        assertThat(told(null, dead)).containsExactly(OperationalType.DELIVERY_EXHAUSTED);
        assertThat(told(row(dead), deadAgain)).isEmpty();
        assertThat(told(row(dead), fannedOut)).isEmpty();
        assertThat(told(row(dead), samples.tryStarted(2, seconds(3)), samples.dead(2, 1, seconds(4))))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED);
    }

    @Test
    void recoveryIsToldOnce() {
        assertThat(told(row(dead), delivered)).containsExactly(OperationalType.DELIVERY_RECOVERED);
        assertThat(told(row(dead, delivered), delivered, samples.delivered(3, 1, seconds(9))))
                .isEmpty();
        assertThat(told(row(fannedOut), samples.delivered(1, 2, seconds(5)))).isEmpty();
    }

    @Test
    void batchThatHasBothTellsBothInTheirOrder() {
        assertThat(told(row(fannedOut), dead, delivered))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED, OperationalType.DELIVERY_RECOVERED);
    }

    @Test
    void deathThatIsBeingRetriedInTheSameBatchIsTold() {
        assertThat(told(row(fannedOut), dead, samples.tryStarted(2, seconds(3))))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED);
    }

    @Test
    void furtherDeathIsToldWhateverFollowsItInTheSameBatch() {
        DeliveryRow retried = row(dead, samples.tryStarted(2, seconds(3)));
        LogRecord died = samples.dead(2, 6, seconds(4));

        assertThat(told(retried, died, samples.tryStarted(3, seconds(5))))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED);
        assertThat(told(retried, died, samples.delivered(3, 1, seconds(5))))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED, OperationalType.DELIVERY_RECOVERED);
        assertThat(told(retried, dead, samples.tryStarted(3, seconds(5)))).isEmpty();
        assertThat(told(row(dead), samples.tryStarted(2, seconds(3)), died, samples.tryStarted(3, seconds(5))))
                .containsExactly(OperationalType.DELIVERY_EXHAUSTED);
        assertThat(told(row(dead), deadAgain, samples.tryStarted(2, seconds(3))))
                .isEmpty();
    }

    @Test
    void deadLetterOfACopyOfADeliveredOneIsNotTold() {
        assertThat(told(row(samples.delivered(1, 6, seconds(0))), dead)).isEmpty();
    }

    @Test
    void testsProbesAndOperationalDeliveriesAreNotTold() {
        for (Trigger trigger : List.of(Trigger.TEST, Trigger.PROBE)) {
            assertThat(told(
                            null,
                            samples.attempted(
                                    1, 1, seconds(0), trigger, LogSamples.status(500, ""), new Next.GivenUp())))
                    .isEmpty();
        }
        LogSamples operational = samples.typed("postrider.webhook.updated");
        assertThat(told(null, operational.dead(1, 6, seconds(1)))).isEmpty();
        assertThat(told(row(operational.dead(1, 6, seconds(1))), operational.delivered(2, 1, seconds(2))))
                .isEmpty();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static DeliveryRow row(LogRecord... records) {
        return Arrays.stream(records)
                .map(DeliveryRow::of)
                .reduce(DeliveryRow::merge)
                .orElseThrow();
    }

    private static List<OperationalType> told(@Nullable DeliveryRow before, LogRecord... batch) {
        DeliveryRow told = row(batch);
        DeliveryRow after = before == null ? told : before.merge(told);
        return OperationalChange.of(List.of(after), before == null ? Map.of() : Map.of(before.id(), before)).stream()
                .map(event -> event.type())
                .toList();
    }
}
