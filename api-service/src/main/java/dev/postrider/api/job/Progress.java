package dev.postrider.api.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * What has come of a job so far.
 *
 * @param total how many it was about when it was asked for
 * @param skipped how many were left out, by reason
 */
record Progress(long total, long done, Map<String, Long> skipped) {
    static Progress of(long total) {
        return new Progress(total, 0, Map.of());
    }

    /** With one more page. */
    Progress plus(JobPage page) {
        Map<String, Long> reasons = new TreeMap<>(skipped);
        page.skipped().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
        return new Progress(total, done + page.done(), reasons);
    }

    long skippedInAll() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }
}
