package dev.postrider.scheduler.tier;

import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.TierCodec.Wait;
import dev.postrider.common.wire.UnreadableRecordException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of a tier that this process holds. */
sealed interface Held {
    ConsumerRecord<byte[], byte[]> record();

    /** How long it still waits; zero when its waiting is over. */
    Duration remaining(Moment now);

    /**
     * Takes a record as it was polled.
     *
     * @param longest that anything waits in this tier
     * @param sinceNanos when it is known to have stood there, by the clock that only runs forward
     */
    static Held of(ConsumerRecord<byte[], byte[]> record, Duration longest, long sinceNanos) {
        try {
            return new Waiting(record, TierCodec.read(record), longest, sinceNanos);
        } catch (UnreadableRecordException e) {
            return new Unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Waits until {@code hop_until}, but never longer than the tier does by the clock that only runs forward: a writer whose
     * clock is ahead, or a wall clock that is set back, holds nothing up for longer than that.
     */
    record Waiting(ConsumerRecord<byte[], byte[]> record, Wait stay, Duration longest, long sinceNanos)
            implements Held {
        @Override
        public Duration remaining(Moment now) {
            Duration byStamp = Duration.between(now.time(), stay.hopUntil());
            Duration byTier = longest.minusNanos(now.nanos() - sinceNanos);
            Duration remaining = byStamp.compareTo(byTier) <= 0 ? byStamp : byTier;
            return remaining.isNegative() ? Duration.ZERO : remaining;
        }
    }

    /**
     * Not in the form of a tier's record; rejected at once.
     *
     * @param reason for whoever looks at the rejected records
     */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String reason) implements Held {
        @Override
        public Duration remaining(Moment now) {
            return Duration.ZERO;
        }
    }
}
