package dev.postrider.api.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of publishing, {@code postrider.events.*}.
 *
 * @param maxSize of one event as it stands on the topic
 * @param maxBatchEvents in one call
 * @param maxBatchSize of the body of such a call
 * @param maxDeliverAhead scheduled events that are due later are refused. As fan-out has it
 * @param maxHops how often an event may have come through Postrider before
 */
@ConfigurationProperties("postrider.events")
record PublishSettings(
        @DefaultValue("256KB") DataSize maxSize,
        @DefaultValue("100") int maxBatchEvents,
        @DefaultValue("4MB") DataSize maxBatchSize,
        @DefaultValue("30d") Duration maxDeliverAhead,
        @DefaultValue("5") int maxHops) {
    private static final DataSize LARGEST = DataSize.ofMegabytes(64);
    private static final int MOST_HOPS = 100;

    /** Topics are kept a little longer than that. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    PublishSettings {
        require("max-size", maxSize);
        require("max-batch-size", maxBatchSize);
        if (maxBatchEvents < 1) {
            throw new IllegalArgumentException("postrider.events.max-batch-events must be at least 1");
        }
        if (maxDeliverAhead.isNegative() || maxDeliverAhead.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("postrider.events.max-deliver-ahead must be 0s to 30d");
        }
        if (maxHops < 0 || maxHops > MOST_HOPS) {
            throw new IllegalArgumentException("postrider.events.max-hops must be 0 to " + MOST_HOPS);
        }
    }

    private static void require(String name, DataSize size) {
        if (size.toBytes() < 1 || size.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException("postrider.events." + name + " must be 1 byte to 64 MB");
        }
    }
}
