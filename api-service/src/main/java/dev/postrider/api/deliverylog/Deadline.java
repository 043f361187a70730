package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** How the writer's own thread waits for the database: never longer than this. */
record Deadline(Duration length) {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Waits for a value. */
    <T> T await(Mono<T> work) {
        return Objects.requireNonNull(work.timeout(length).block(length.plus(GRACE)), "no value came");
    }

    /** Waits for the end. */
    void awaitEnd(Mono<Void> work) {
        work.timeout(length).block(length.plus(GRACE));
    }
}
