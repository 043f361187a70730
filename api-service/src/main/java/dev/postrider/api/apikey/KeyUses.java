package dev.postrider.api.apikey;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** When keys were used last: noted by requests, in memory, and written at intervals, so that no request waits for it. */
@Component
class KeyUses {
    private static final int MAX_NOTED = 100_000;

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Map<UUID, Instant> noted = new ConcurrentHashMap<>();

    KeyUses(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    void note(UUID key) {
        if (noted.size() < MAX_NOTED || noted.containsKey(key)) {
            noted.put(key, clock.instant());
        }
    }

    /** Writes what was noted since the last time; what cannot be written now is written later. */
    Mono<Void> write() {
        return Mono.defer(() -> {
            Map<UUID, Instant> uses = new HashMap<>(noted);
            return uses.isEmpty() ? Mono.empty() : keys.used(uses).doOnSuccess(_ -> uses.forEach(noted::remove));
        });
    }
}
