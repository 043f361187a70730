package dev.postrider.api.webhook;

import dev.postrider.common.webhook.Webhook;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Whether anybody answers at a webhook's URL. */
@FunctionalInterface
public interface Reachability {
    /**
     * Makes one request; what went wrong if there was no answer of HTTP, whatever its status. An error with a problem, 429 or 503,
     * where there is no room for the request now.
     */
    Mono<Optional<String>> failure(Webhook webhook);
}
