package dev.postrider.api.secret;

import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Records on the topic that are sealed with master keys. */
public interface SealedRecords {
    /** How many stand there that other keys have sealed, or none. */
    Mono<Long> countOthers(String key);

    /**
     * The next webhooks that have such a record, in the order of their ids.
     *
     * @param after begins behind this one
     */
    Flux<UUID> others(String key, UUID after, int limit);

    /** Publishes the record of a webhook again, sealed with the present key. */
    Mono<Void> publishAgain(UUID webhook);
}
