package dev.postrider.dispatcher.attempt;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.dispatcher.lane.Admitted;
import java.time.Instant;
import java.util.Map;

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
     */
    record Attempted(
            Admitted admitted,
            Instant startedAt,
            Instant at,
            Map<String, String> requestHeaders,
            AttemptOutcome outcome,
            RetryDecision decision)
            implements Finished {}

    /** Nothing was sent: the webhook is gone or switched off. */
    record Cancelled(Admitted admitted, Instant at, CancelReason reason) implements Finished {}
}
