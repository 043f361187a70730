package dev.postrider.api.deliverylog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a delivery last became a dead letter, and where that stands on its topic. */
public record Death(Instant at, int partition, long offset) {
    static @Nullable Death max(@Nullable Death left, @Nullable Death right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.at().isBefore(right.at()) ? right : left;
    }
}
