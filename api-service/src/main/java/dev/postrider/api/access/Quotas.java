package dev.postrider.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postrider.api.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * How many requests keys and organizations may make, and how many events they may publish, in a second. Each process counts
 * for itself: with several replicas the limits hold for each of them.
 */
@Component
public final class Quotas {
    private static final int MAX_BUCKETS = 200_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

    private final QuotaSettings settings;
    private final Cache<String, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build();

    Quotas(QuotaSettings settings) {
        this.settings = settings;
    }

    /**
     * What one limit says to a request.
     *
     * @param name as the headers say it
     */
    private record Verdict(String name, int ratePerSecond, TokenBucket.Answer answer) {
        String policy() {
            return "\"%s\";q=%d;w=1".formatted(name, ratePerSecond);
        }

        String state() {
            long wait = Math.max(1, answer.delay().plusMillis(999).toSeconds());
            return "\"%s\";r=%d;t=%d".formatted(name, answer.remaining(), wait);
        }
    }

    /**
     * Counts a request.
     *
     * @param answer the headers that get the state of the limits
     * @return a problem where it is one too many
     */
    Optional<Problem> request(Caller caller, HttpHeaders answer) {
        if (caller.isPlatformAdmin()) {
            return Optional.empty();
        }
        List<Verdict> verdicts = new ArrayList<>();
        int ofKey = orElse(caller.requestsPerSecond(), settings.requestsPerSecond());
        int ofOrganization = orElse(caller.limits().requestsPerSecond(), settings.organizationRequestsPerSecond());
        String who =
                caller.actor().id() == null ? caller.name() : caller.actor().id();
        add(verdicts, "key", "k/" + caller.organization() + "/" + who, ofKey, 1);
        if (verdicts.stream().allMatch(verdict -> verdict.answer().admitted())) {
            add(verdicts, "organization", "o/" + caller.organization(), ofOrganization, 1);
        }
        if (!verdicts.isEmpty()) {
            answer.set(
                    "RateLimit-Policy",
                    join(verdicts.stream().map(Verdict::policy).toList()));
            answer.set("RateLimit", join(verdicts.stream().map(Verdict::state).toList()));
        }
        return verdicts.stream()
                .filter(verdict -> !verdict.answer().admitted())
                .findFirst()
                .map(refused -> tooMany(
                        refused,
                        "The " + refused.name() + " may make " + refused.ratePerSecond()
                                + " requests a second, and made more."));
    }

    /**
     * Counts events that are about to be published.
     *
     * @return a problem where the organization has published too many already
     */
    public Optional<Problem> publish(Caller caller, int events) {
        List<Verdict> verdicts = new ArrayList<>();
        int rate = orElse(caller.limits().publishPerSecond(), settings.publishPerSecond());
        add(verdicts, "publish", "p/" + caller.organization(), rate, events);
        return verdicts.stream()
                .filter(verdict -> !verdict.answer().admitted())
                .findFirst()
                .map(refused -> tooMany(
                                refused,
                                "The organization may publish " + refused.ratePerSecond()
                                        + " events a second, and published more.")
                        .withHeader("RateLimit-Policy", refused.policy())
                        .withHeader("RateLimit", refused.state()));
    }

    /** A rate of zero is none. */
    private void add(List<Verdict> verdicts, String name, String bucket, int rate, int units) {
        if (rate > 0) {
            long now = System.nanoTime();
            TokenBucket.Answer answer =
                    buckets.get(bucket, _ -> new TokenBucket(rate, now)).take(units, rate, now);
            verdicts.add(new Verdict(name, rate, answer));
        }
    }

    private static Problem tooMany(Verdict refused, String detail) {
        long seconds = Math.max(1, refused.answer().delay().plusMillis(999).toSeconds());
        return Problem.tooMany(detail + " Send the request again in " + seconds + " s.")
                .withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    private static int orElse(@Nullable Integer own, int standard) {
        return own == null ? standard : own;
    }

    private static String join(List<String> items) {
        return items.stream().collect(Collectors.joining(", "));
    }
}
