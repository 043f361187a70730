package dev.postrider.scheduler.tier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the scheduler counts: records that left a tier, and by how much they were late. */
final class TierMetrics {
    private final MeterRegistry registry;
    private final Map<String, Timer> lateness = new ConcurrentHashMap<>();

    TierMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One record left its tier. */
    void handedBack(String tier, Held held, Instant now) {
        switch (held) {
            case Held.Waiting waiting -> {
                Duration late = Duration.between(waiting.stay().hopUntil(), now);
                lateness.computeIfAbsent(tier, this::lateness).record(late.isNegative() ? Duration.ZERO : late);
            }
            case Held.Unreadable unreadable ->
                registry.counter("postrider.retry.unreadable", "tier", tier).increment();
        }
    }

    private Timer lateness(String tier) {
        return Timer.builder("postrider.retry.lateness")
                .description("From the end of a record's waiting to the acknowledgement of its hand-over")
                .tag("tier", tier)
                .register(registry);
    }
}
