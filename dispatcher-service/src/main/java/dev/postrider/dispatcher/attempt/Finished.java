package dev.postrider.dispatcher.attempt;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge.Ending;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a delivery came to that was admitted: to be handed over before it is complete. */
public sealed interface Finished {
    Admitted admitted();

    /** When it came to that. */
    Instant at();

    /**
     * An exchange was made.
     *
     * @param startedAt when the exchange started
     * @param requestHeaders as sent, secrets masked
     * @param ordered whether a retry keeps its place in its lane
     * @param trace as the next attempt continues it; null where nobody traces the delivery
     */
    record Attempted(
            Admitted admitted,
            Webhook webhook,
            Instant startedAt,
            Instant at,
            Map<String, String> requestHeaders,
            AttemptOutcome outcome,
            RetryDecision decision,
            boolean ordered,
            @Nullable TraceContext trace)
            implements Finished {

        /** When it is made again at its place; empty where it is not. */
        public Optional<Instant> retriedAtItsPlace() {
            return ordered && decision instanceof RetryDecision.Retry(Instant due)
                    ? Optional.of(due)
                    : Optional.empty();
        }
    }

    /** Nothing was sent. */
    record Ended(Admitted admitted, Instant at, Ending ending) implements Finished {}
}
