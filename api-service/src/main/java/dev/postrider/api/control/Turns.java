package dev.postrider.api.control;

import dev.postrider.api.web.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Lets a few at a time do what holds a database connection until Kafka answers, so that the others are left to those who ask
 * for something else. Who comes then waits shortly.
 */
final class Turns {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long POLLS = 60;

    private final Semaphore free;

    Turns(int atOnce) {
        free = new Semaphore(atOnce);
    }

    private static final class NoneFree extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoneFree() {
            super("no turn is free", null, false, false);
        }
    }

    /** Does it in its turn; an error with a 503 problem if none comes. */
    <T> Mono<T> take(Mono<T> work) {
        return Mono.using(this::take, _ -> work, Semaphore::release)
                .retryWhen(Retry.fixedDelay(POLLS, POLL)
                        .filter(NoneFree.class::isInstance)
                        .onRetryExhaustedThrow((_, _) -> Problem.unavailable(
                                        "Too many deliveries are being retried one by one; nothing was begun. Repeat the"
                                                + " request later, or begin a redrive.")
                                .toException()));
    }

    private Semaphore take() {
        if (!free.tryAcquire()) {
            throw new NoneFree();
        }
        return free;
    }
}
