package dev.postrider.scheduler.tier;

import dev.postrider.common.metric.Metric;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the scheduler counts: records that left a tier, and by how much they were late. */
final class TierMetrics {
    private final Meters meters;
    private final Map<String, Of> tiers = new ConcurrentHashMap<>();

    private record Of(Timer lateness, Counter unreadable) {}

    TierMetrics(Meters meters) {
        this.meters = meters;
    }

    /** Shows a tier before anything has left it. */
    void show(String tier) {
        var _ = tiers.computeIfAbsent(tier, this::of);
    }

    /** One record left its tier. */
    void handedBack(String tier, Held held, Instant now) {
        Of of = tiers.computeIfAbsent(tier, this::of);
        switch (held) {
            case Held.Waiting waiting -> {
                Duration late = Duration.between(waiting.stay().hopUntil(), now);
                of.lateness().record(late.isNegative() ? Duration.ZERO : late);
            }
            case Held.Unreadable _ -> of.unreadable().increment();
        }
    }

    private Of of(String tier) {
        return new Of(meters.timer(Metric.RETRY_LATENESS, tier), meters.counter(Metric.RETRY_UNREADABLE, tier));
    }
}
