package dev.postrider.bench.load;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.DeliveryCodec;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * One webhook of a run.
 *
 * @param slot its path at the sink, and the last eight digits of its id
 */
public record Target(int slot, WebhookId id, String url) {
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;
    private static final long RANDOM_BITS = 0x0fff_ffff_0000_0000L;

    /**
     * A webhook whose records stand on a chosen partition.
     *
     * @param random seeded, so that another run gets the same ids
     */
    static Target on(int partition, int partitions, int slot, String url, Random random) {
        while (true) {
            long low = VARIANT_RFC | (random.nextLong() & RANDOM_BITS) | slot;
            WebhookId id = new WebhookId(new UUID(random.nextLong(), low));
            if (partition(id, partitions) == partition) {
                return new Target(slot, id, url);
            }
        }
    }

    private static int partition(WebhookId id, int partitions) {
        return BuiltInPartitioner.partitionForKey(DeliveryCodec.key(id), partitions);
    }
}
