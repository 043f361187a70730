package dev.postrider.api.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of a job, done.
 *
 * @param skipped how many were left out, by reason
 * @param place of its last one; null for an empty page
 * @param last whether no page follows
 */
record JobPage(
        long done, Map<String, Long> skipped, @Nullable Place place, boolean last) {
    static final JobPage END = new JobPage(0, Map.of(), null, true);
}
