package dev.postrider.api.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postrider.api.apikey.ApiKeys.ValidKey;
import dev.postrider.api.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Which keys are valid, remembered so that publishing goes on without the database.
 *
 * <p>What the database said is taken for {@link #FRESH}, as long as {@link RevokedKeys} knows what was revoked meanwhile; then
 * it is asked again. While it does not answer, a key that it found valid is taken for up to {@link #LAST_RESORT}. A revoked
 * key is therefore refused within a second, by the process that revoked it at once, and after {@link #LAST_RESORT} if the
 * database fails meanwhile.
 */
@Component
class VerifiedKeys {
    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration LAST_RESORT = Duration.ofMinutes(10);

    /** Bounds what a caller waits for a database that hangs. */
    private static final Duration DEADLINE = Duration.ofMillis(1500);

    /** How long a database that failed is not asked about keys that are known. */
    private static final Duration BACK_OFF = Duration.ofSeconds(2);

    private static final int MAX_KEYS = 20_000;

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Cache<KeyHash, Verdict> verdicts =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();
    private final Set<KeyHash> asking = ConcurrentHashMap.newKeySet();
    private volatile Instant askAgainAt = Instant.MIN;
    private volatile long currentUntil = System.nanoTime();

    VerifiedKeys(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What the database said, and when. */
    private record Verdict(Optional<ValidKey> key, Instant at) {
        boolean isYoungerThan(Duration age, Instant now) {
            return at.plus(age).isAfter(now);
        }
    }

    /** The key with this hash, empty if there is no valid one; an error with a 503 problem where nobody knows. */
    Mono<Optional<ValidKey>> find(KeyHash hash) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            @Nullable Verdict known = verdicts.getIfPresent(hash);
            if (known != null && known.isYoungerThan(FRESH, now) && System.nanoTime() - currentUntil < 0) {
                return Mono.just(known.key());
            }
            boolean usable = known != null && known.key().isPresent() && known.isYoungerThan(LAST_RESORT, now);
            if (known != null && usable && (now.isBefore(askAgainAt) || !asking.add(hash))) {
                return Mono.just(known.key());
            }
            return ask(hash).doFinally(end -> asking.remove(hash)).onErrorResume(error -> {
                askAgainAt = clock.instant().plus(BACK_OFF);
                return known != null && usable
                        ? Mono.just(known.key())
                        : Mono.error(
                                Problem.unavailable("The database cannot be reached, so the key cannot be verified.")
                                        .toException());
            });
        });
    }

    /**
     * Says up to when it is known which keys were revoked.
     *
     * @param nanos by {@link System#nanoTime}
     */
    void currentUntil(long nanos) {
        currentUntil = nanos;
    }

    /** Makes this process ask again before it takes the key. */
    void forget(KeyHash hash) {
        verdicts.invalidate(hash);
    }

    private Mono<Optional<ValidKey>> ask(KeyHash hash) {
        return keys.valid(hash)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .timeout(DEADLINE)
                .doOnNext(found -> verdicts.put(hash, new Verdict(found, clock.instant())));
    }
}
