package dev.postrider.common.retry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A retry policy as its owner writes it, field by field; null stands for what was left out. The API and the {@code
 * webhooks} topic share this form.
 */
public record RetryPolicySettings(
        @Nullable String schedule,
        @Nullable Integer baseSeconds,
        @Nullable Integer maxRetries,
        @Nullable List<Integer> delaysSeconds,
        @Nullable Integer maxDelaySeconds,
        @Nullable Integer jitterPercent,
        @Nullable Integer maxAgeSeconds,
        @Nullable RetryOn retryOn) {
    private static final Set<String> SCHEDULES = Set.of("standard", "fast", "exponential", "linear", "custom");
    private static final int DEFAULT_BASE_SECONDS = 60;
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofHours(6);

    /** The settings that give this policy, with nothing left out. */
    public static RetryPolicySettings of(RetryPolicy policy) {
        RetrySchedule schedule = policy.schedule();
        Integer base = null;
        Integer maxDelay = null;
        List<Integer> delays = null;
        if (schedule instanceof RetrySchedule.Exponential exponential) {
            base = seconds(exponential.base());
            maxDelay = seconds(exponential.maxDelay());
        } else if (schedule instanceof RetrySchedule.Linear linear) {
            base = seconds(linear.base());
            maxDelay = seconds(linear.maxDelay());
        } else if (schedule instanceof RetrySchedule.Steps steps
                && schedule.name().equals("custom")) {
            delays = steps.delays().stream().map(RetryPolicySettings::seconds).toList();
        }
        return new RetryPolicySettings(
                schedule.name(),
                base,
                policy.maxRetries(),
                delays,
                maxDelay,
                policy.jitterPercent(),
                seconds(policy.maxAge()),
                policy.retryOn());
    }

    /**
     * The policy that these settings give.
     *
     * @param problems takes a field's name and what is wrong with it, to be read after the name
     * @return empty if there was a problem
     */
    public Optional<RetryPolicy> toPolicy(BiConsumer<String, String> problems) {
        String name = schedule != null ? schedule : delaysSeconds != null ? "custom" : "standard";
        if (!SCHEDULES.contains(name)) {
            problems.accept("schedule", "'" + name + "' is not one of: standard, fast, exponential, linear, custom");
            return Optional.empty();
        }
        if (delaysSeconds != null && !name.equals("custom")) {
            problems.accept("delays_seconds", "goes with schedule custom, not with " + name);
            return Optional.empty();
        }
        Optional<RetrySchedule> parsed = schedule(name, problems);
        return parsed.flatMap(found -> policy(found, problems));
    }

    private Optional<RetrySchedule> schedule(String name, BiConsumer<String, String> problems) {
        return switch (name) {
            case "standard" -> Optional.of(RetrySchedule.STANDARD);
            case "fast" -> Optional.of(RetrySchedule.FAST);
            case "custom" -> custom(problems);
            default -> computed(name, problems);
        };
    }

    private Optional<RetrySchedule> custom(BiConsumer<String, String> problems) {
        if (delaysSeconds == null) {
            problems.accept("delays_seconds", "is missing; the custom schedule is a list of seconds");
            return Optional.empty();
        }
        return steps(delaysSeconds, problems);
    }

    private static Optional<RetrySchedule> steps(List<Integer> seconds, BiConsumer<String, String> problems) {
        try {
            List<Duration> delays =
                    seconds.stream().map(count -> Duration.ofSeconds(count)).toList();
            return Optional.of(new RetrySchedule.Steps("custom", delays));
        } catch (IllegalArgumentException e) {
            problems.accept("delays_seconds", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<RetrySchedule> computed(String name, BiConsumer<String, String> problems) {
        Duration base = Duration.ofSeconds(baseSeconds != null ? baseSeconds : DEFAULT_BASE_SECONDS);
        Duration maxDelay = maxDelaySeconds != null ? Duration.ofSeconds(maxDelaySeconds) : DEFAULT_MAX_DELAY;
        boolean baseSound = requireDelay("base_seconds", base, problems);
        boolean maxSound = requireDelay("max_delay_seconds", maxDelay, problems);
        if (!baseSound || !maxSound) {
            return Optional.empty();
        }
        return Optional.of(
                name.equals("linear")
                        ? new RetrySchedule.Linear(base, maxDelay)
                        : new RetrySchedule.Exponential(base, maxDelay));
    }

    private static boolean requireDelay(String field, Duration delay, BiConsumer<String, String> problems) {
        boolean sound = delay.compareTo(RetrySchedule.MIN_DELAY) >= 0 && delay.compareTo(RetrySchedule.MAX_DELAY) <= 0;
        if (!sound) {
            problems.accept(field, "must be 1 second to 7 days, is " + delay.toSeconds());
        }
        return sound;
    }

    private Optional<RetryPolicy> policy(RetrySchedule found, BiConsumer<String, String> problems) {
        int limit = found.name().equals("custom") ? RetrySchedule.Steps.MAX_STEPS : RetryPolicy.MAX_RETRIES;
        int maxAgeLimit = (int) RetryPolicy.MAX_AGE.toSeconds();
        boolean retriesSound = requireRange("max_retries", maxRetries, 0, limit, problems);
        boolean jitterSound = requireRange("jitter_percent", jitterPercent, 0, 100, problems);
        boolean ageSound = requireRange("max_age_seconds", maxAgeSeconds, 1, maxAgeLimit, problems);
        if (!retriesSound || !jitterSound || !ageSound) {
            return Optional.empty();
        }
        return Optional.of(RetryPolicy.of(
                found,
                maxRetries,
                jitterPercent != null ? jitterPercent : 0,
                maxAgeSeconds != null ? Duration.ofSeconds(maxAgeSeconds) : null,
                retryOn != null ? retryOn : new RetryOn.Default()));
    }

    private static boolean requireRange(
            String field, @Nullable Integer value, int from, int to, BiConsumer<String, String> problems) {
        boolean sound = value == null || (value >= from && value <= to);
        if (!sound) {
            problems.accept(field, "must be " + from + " to " + to + ", is " + value);
        }
        return sound;
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }
}
