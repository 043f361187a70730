package dev.postrider.kafka;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retry tiers by name, {@code postrider.retry.tiers}: the same for all services, for whichever starts first makes their
 * topics.
 */
public record RetryTiers(List<String> names) {
    /**
     * @throws IllegalArgumentException naming the property, if these are no ladder
     */
    public RetryTiers {
        names = List.copyOf(names);
        try {
            RetryLadder.parse(names);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("postrider.retry.tiers: " + e.getMessage(), e);
        }
    }

    /** As configured; nothing stands for those of {@link RetryLadder#DEFAULT}. */
    public static RetryTiers of(@Nullable List<String> configured) {
        return new RetryTiers(
                configured == null || configured.isEmpty()
                        ? RetryLadder.DEFAULT.tiers().stream()
                                .map(RetryTier::name)
                                .toList()
                        : configured);
    }

    public RetryLadder ladder() {
        return RetryLadder.parse(names);
    }
}
