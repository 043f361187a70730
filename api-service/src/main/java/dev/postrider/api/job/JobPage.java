package dev.postrider.api.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of a job, done.
 *
 * @param skipped how many were left out, by reason
 * @param place up to which all is done; null if no page follows
 * @param last whether no page follows
 */
record JobPage(
        long done, Map<String, Long> skipped, @Nullable Place place, boolean last) {
    /** Why something is left out that has become larger than Kafka takes, with what the services add to it. */
    static final String TOO_LARGE = "payload_too_large";

    /** Why something is left out whose payload is past its organization's retention. */
    static final String REMOVED = "payload_removed";
}
