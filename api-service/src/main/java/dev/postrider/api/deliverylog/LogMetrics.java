package dev.postrider.api.deliverylog;

import dev.postrider.common.event.RejectionReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

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

    private static final String SKIPPED = "postrider.log.skipped.records";
    private static final String WRITTEN = "postrider.log.written.records";
    private static final String REJECTED = "postrider.log.rejected.events";
    private static final String LOST = "postrider.log.lost.records";
    private static final String WRITE = "postrider.log.write";
    private static final String FAILED = "postrider.log.failed.writes";

    private final MeterRegistry registry;

    LogMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void skipped(Skip why) {
        registry.counter(SKIPPED, "reason", why.name().toLowerCase(Locale.ROOT)).increment();
    }

    void written(int records, Duration duration) {
        registry.counter(WRITTEN).increment(records);
        registry.timer(WRITE).record(duration);
    }

    /** A rejected event that was written; one that is rejected again counts again. */
    void rejected(RejectionReason reason) {
        registry.counter(REJECTED, "reason", reason.text()).increment();
    }

    /** Records that Kafka deleted before the log had read them. */
    void lost(long records) {
        registry.counter(LOST).increment((double) records);
    }

    void failed() {
        registry.counter(FAILED).increment();
    }
}
