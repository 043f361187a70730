package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.wire.LogRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a delivery's records come to. */
class DeliveryRowTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LogSamples samples = LogSamples.of("default", UUID.randomUUID(), "evt-1");

    @Test
    void laterAttemptOutranksAnEarlierOneThatArrivesLast() {
        DeliveryRow row = fold(samples.retrying(1, 2, SECOND), samples.retrying(1, 1, SECOND.multipliedBy(2)));

        assertThat(row.state().attempt()).isEqualTo(2);
        assertThat(row.exchanges()).isEqualTo(2);
    }

    @Test
    void deadOutranksTheAttemptThatItFollows() {
        DeliveryRow row = fold(samples.dead(1, 3, SECOND), samples.givenUp(1, 3, SECOND.multipliedBy(2)));

        assertThat(row.state().status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(row.state().reason()).isEqualTo("exhausted");
        assertThat(row.last()).extracting(LastExchange::statusCode).isEqualTo(500);
        assertThat(row.death())
                .isEqualTo(new Death(Micros.of(samples.eventTime().plus(SECOND)), 2, 42));
    }

    @Test
    void attemptThatWasGivenUpIsUnsettledUntilItsDeadLetterStands() {
        assertThat(fold(samples.givenUp(1, 3, SECOND)).state().status()).isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void attemptEndsTheHoldOfItsSlotInEveryOrder() {
        LogRecord held = samples.held(1, 2, SECOND, HeldReason.PAUSED);
        LogRecord attempted = samples.givenUp(1, 2, SECOND.multipliedBy(2));
        LogRecord heldAgain = samples.held(1, 2, SECOND.multipliedBy(3), HeldReason.BREAKER_OPEN);

        assertThat(fold(held).state().reason()).isEqualTo("paused");
        for (DeliveryRow row : List.of(fold(held, attempted), fold(attempted, held))) {
            assertThat(row.state().status()).isEqualTo(DeliveryStatus.PENDING);
            assertThat(row.state().reason()).isNull();
        }
        assertThat(fold(heldAgain, attempted, held).state().reason()).isEqualTo("breaker_open");
    }

    @Test
    void retryThatIsHeldWhenDueIsHeld() {
        DeliveryRow row = fold(
                samples.held(1, 2, SECOND.multipliedBy(61), HeldReason.PAUSED),
                samples.retrying(1, 1, SECOND),
                samples.duplicate(1, 1, SECOND.multipliedBy(70)));

        assertThat(row.state().status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(row.state().nextAttemptAt()).isNull();
    }

    @Test
    void deliveredStaysWhenALaterTryFails() {
        DeliveryRow row = fold(samples.delivered(1, 1, SECOND), samples.retrying(2, 1, SECOND.multipliedBy(9)));

        assertThat(row.state().status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(row.last()).extracting(LastExchange::statusCode).isEqualTo(200);
    }

    @Test
    void nextTryOutranksTheDeathOfTheOneBefore() {
        DeliveryRow row = fold(samples.dead(1, 6, SECOND), samples.retrying(2, 1, SECOND.multipliedBy(2)));

        assertThat(row.state().status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(row.state().reason()).isNull();
        assertThat(row.death()).isNotNull();
    }

    @Test
    void failedTestIsDeadAndCountsNowhere() {
        DeliveryRow row = fold(samples.attempted(
                1, 1, SECOND, Trigger.TEST, LogSamples.status(500, "no"), new LogRecord.Next.GivenUp()));

        assertThat(row.state().status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(row.state().reason()).isEqualTo(DeliveryReasons.TEST_FAILED);
        assertThat(CounterChange.of(null, row)).isEqualTo(CounterChange.NONE);
    }

    @Test
    void deliveryThatDiedAndWasDeliveredCountsOnceAsEach() {
        DeliveryRow dead = fold(samples.dead(1, 1, SECOND));
        DeliveryRow delivered = dead.merge(DeliveryRow.of(samples.delivered(2, 1, SECOND.multipliedBy(2))));
        DeliveryRow deadAgain = delivered.merge(DeliveryRow.of(samples.dead(2, 1, SECOND.multipliedBy(3))));

        assertThat(CounterChange.of(null, dead)).isEqualTo(new CounterChange(0, 1));
        assertThat(CounterChange.of(dead, delivered)).isEqualTo(new CounterChange(1, 0));
        assertThat(CounterChange.of(delivered, deadAgain)).isEqualTo(CounterChange.NONE);
    }

    @Test
    void charactersThatTheDatabaseDoesNotTakeAreReplaced() {
        assertThat(Texts.storable("a\0b\uD83Dc\uD83D\uDE00")).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
        assertThat(Texts.storable("plain ä")).isEqualTo("plain ä");
    }

    private static DeliveryRow fold(LogRecord... records) {
        return Arrays.stream(records)
                .map(DeliveryRow::of)
                .reduce(DeliveryRow::merge)
                .orElseThrow();
    }
}
