package dev.postrider.api.deliverylog;

import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.metric.Metric;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the log writer counts. */
final class LogMetrics {
    /** Why a record left no row. */
    enum Skip {
        /** Fan-out rejects it too. */
        INVALID_EVENT,
        /** It is not in a form that this version reads. */
        UNREADABLE,
        /** The database does not take it. */
        UNWRITABLE,
        /** Its day is past retention, or too far ahead. */
        OTHER_DAY
    }

    private final Map<Skip, Counter> skipped = new EnumMap<>(Skip.class);
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Counter written;
    private final Counter lost;
    private final Counter failed;
    private final Timer write;
    private final Timer delay;
    private volatile int inHand;

    LogMetrics(Meters meters) {
        for (Skip why : Skip.values()) {
            skipped.put(why, meters.counter(Metric.LOG_SKIPPED, why.name().toLowerCase(Locale.ROOT)));
        }
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(reason, meters.counter(Metric.LOG_REJECTED, reason.text()));
        }
        this.written = meters.counter(Metric.LOG_WRITTEN);
        this.lost = meters.counter(Metric.LOG_LOST);
        this.failed = meters.counter(Metric.LOG_FAILED);
        this.write = meters.timer(Metric.LOG_WRITE);
        this.delay = meters.timer(Metric.LOG_DELAY);
        meters.gauge(Metric.LOG_IN_HAND, () -> inHand);
    }

    void skipped(Skip why) {
        Objects.requireNonNull(skipped.get(why)).increment();
    }

    /**
     * A batch is written.
     *
     * @param oldest when the first of its records came to its topic
     */
    void written(int records, Instant oldest, Instant begun, Instant now) {
        written.increment(records);
        write.record(Duration.between(begun, now));
        delay.record(Duration.between(oldest, now));
    }

    /** A rejected event that was written; one that is rejected again counts again. */
    void rejected(RejectionReason reason) {
        Objects.requireNonNull(rejected.get(reason)).increment();
    }

    /** Records that Kafka deleted before the log had read them. */
    void lost(long records) {
        lost.increment((double) records);
    }

    void failed() {
        failed.increment();
    }

    /** Records that are read and not written. */
    void inHand(int records) {
        inHand = records;
    }
}
