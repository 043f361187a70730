package dev.postrider.api.publication;

import dev.postrider.common.wire.OrganizationState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A table whose rows stand on the topic of webhooks, each with the version that it was published in. */
public interface PublishedTable {
    /** Stands in for the version in records that have none and only are there or not. */
    long VERSION_THERE = 1;

    /** The same in records that say how an organization, or the switch for everything, stands: another for each way. */
    static long version(OrganizationState state) {
        return VERSION_THERE + (state.paused() ? 1 : 0) + (state.shadow() ? 2 : 0) + (state.strict() ? 4 : 0);
    }

    /** The version of a record that has none and is told by its content. */
    static long versionOf(byte[] value) {
        return Integer.toUnsignedLong(Arrays.hashCode(value));
    }

    /** What its rows are, for the log. */
    String name();

    /**
     * Locks a row, produces what it reads and notes the version as published once Kafka has it. Does nothing for a row that
     * is gone or published already. The lock makes the order of versions on the topic that of the table.
     *
     * @param key of the record on the topic
     */
    Mono<Void> publish(String key);

    /** Keys of rows that have not been published in their version for some time. */
    Flux<String> lagging(Duration since, int limit);

    /**
     * Compares the table with the topic: what the topic lacks or has in another version is to be published again.
     *
     * @param onTopic the version of each record by its key, records of other tables among them; removes those of its own
     * @return how many rows are to be published again
     */
    Mono<Long> compare(Map<String, Long> onTopic);

    /** Takes rows that were deleted long ago off the topic and out of the table. */
    Mono<Void> forgetDeleted();
}
