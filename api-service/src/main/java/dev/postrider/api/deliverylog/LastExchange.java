package dev.postrider.api.deliverylog;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.wire.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How the exchange went that a delivery shows: the one that delivered it, else the one of the highest slot.
 *
 * @param at when it started
 * @param statusCode null where no complete answer came
 * @param error null for a success
 */
public record LastExchange(
        int tryNumber,
        int attempt,
        Instant at,
        boolean succeeded,
        @Nullable Integer statusCode,
        @Nullable String error,
        Duration duration,
        Trigger trigger) {
    private static final Comparator<LastExchange> ORDER = Comparator.comparing(LastExchange::succeeded)
            .thenComparingInt(LastExchange::tryNumber)
            .thenComparingInt(LastExchange::attempt)
            .thenComparing(LastExchange::at);

    static LastExchange of(LogRecord.Attempted record) {
        AttemptOutcome outcome = record.outcome();
        return new LastExchange(
                record.subject().tryNumber(),
                record.subject().attempt(),
                Micros.of(record.at()),
                record.next() instanceof LogRecord.Next.Delivered,
                outcome instanceof AttemptOutcome.Responded responded ? responded.status() : null,
                outcome.error().isEmpty() ? null : Texts.storable(outcome.error()),
                Micros.of(outcome.duration()),
                record.trigger());
    }

    /** Whether it only tried the endpoint out. */
    boolean isTest() {
        return isTest(trigger);
    }

    static boolean isTest(Trigger trigger) {
        return trigger == Trigger.TEST || trigger == Trigger.PROBE;
    }

    static @Nullable LastExchange max(@Nullable LastExchange left, @Nullable LastExchange right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return ORDER.compare(left, right) >= 0 ? left : right;
    }
}
