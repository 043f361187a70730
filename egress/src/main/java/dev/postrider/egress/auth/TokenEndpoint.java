package dev.postrider.egress.auth;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.egress.OutboundRequest;
import java.util.concurrent.CompletableFuture;

/** Makes the requests for tokens, as any other request: guarded, once, under its deadline. */
@FunctionalInterface
public interface TokenEndpoint {
    /**
     * @param body of the answer, longer than an outcome keeps it; secret
     */
    record Reply(AttemptOutcome outcome, String body) {
        @Override
        public String toString() {
            return "Reply[" + outcome.className() + "]";
        }
    }

    /** Never completes exceptionally. */
    CompletableFuture<Reply> post(OutboundRequest request);
}
