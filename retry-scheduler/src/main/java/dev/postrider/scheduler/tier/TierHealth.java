package dev.postrider.scheduler.tier;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down as soon as one tier is no longer read, or the broker does not answer. It asks nobody: the scheduler looks at its topics anyway. */
public final class TierHealth implements HealthIndicator {
    private final TierScheduler scheduler;

    public TierHealth(TierScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Health health() {
        if (!scheduler.isRunning()) {
            return Health.outOfService().build();
        }
        Map<String, Throwable> failures = scheduler.failures();
        boolean answered = scheduler.isBrokerAnswering();
        if (failures.isEmpty() && answered) {
            return Health.up().build();
        }
        Health.Builder down = Health.down();
        if (!answered) {
            down.withDetail("broker", "does not answer");
        }
        failures.forEach((tier, cause) -> down.withDetail(tier, cause.getClass().getSimpleName()));
        return down.build();
    }
}
