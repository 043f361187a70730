package dev.postrider.api.apikey;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Learns which keys were revoked anywhere, by asking a few times a second: one question for all keys. What it last learned is
 * current for {@link #CURRENT} after it asked; where it is not, nobody takes a remembered key without asking for it.
 */
@Component
class RevokedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedKeys.class);

    static final Duration INTERVAL = Duration.ofMillis(300);

    private static final Duration CURRENT = Duration.ofMillis(700);
    private static final Duration DEADLINE = Duration.ofMillis(600);

    /** Longer than any transaction that revokes a key lasts, so that none is overlooked that began earlier. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(1);

    private final ApiKeys keys;
    private final VerifiedKeys verified;
    private volatile boolean failing;

    RevokedKeys(ApiKeys keys, VerifiedKeys verified) {
        this.keys = keys;
        this.verified = verified;
    }

    /** Once, and not a few times a second, while the database is down. */
    private Mono<Void> report(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warn("Cannot ask which keys were revoked, so each key is asked for: {}", failure.toString());
        }
        return Mono.empty();
    }

    Mono<Void> learn() {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            return keys.revokedWithin(LOOK_BACK)
                    .timeout(DEADLINE)
                    .doOnNext(verified::forget)
                    .then(Mono.<Void>fromRunnable(() -> {
                        verified.currentUntil(asked + CURRENT.toNanos());
                        failing = false;
                    }))
                    .onErrorResume(this::report);
        });
    }
}
