package dev.postrider.common.wire;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a lane stands whose deliveries wait on the shelf, as the {@code lanes} topic keeps it for the partition's next owner.
 *
 * @param orderingKey of the lane within an ordered webhook; null for the webhook's own
 * @param generation of the owner that wrote it: grows from owner to owner
 * @param behind null once nothing of the lane waits on the shelf
 */
public record LaneRecord(
        WebhookId webhook,
        @Nullable String orderingKey,
        long generation,
        @Nullable Behind behind) {
    /**
     * What waits on the shelf.
     *
     * @param reason why
     * @param until when the lane may be tried again, null where no time is known
     * @param cursor every record of the lane below this offset of the shelf is complete
     * @param done offsets above the cursor that are complete too, in order
     * @param bytes of the bodies that wait, roughly
     * @param head of an ordered lane, whose first delivery has failed; null otherwise
     */
    public record Behind(
            HeldReason reason,
            @Nullable Instant until,
            long cursor,
            List<Long> done,
            long bytes,
            @Nullable Head head) {
        public Behind {
            done = List.copyOf(done);
        }
    }

    /**
     * The delivery at the cursor of an ordered lane.
     *
     * @param attempt the number of its next attempt, which its record on the shelf does not say
     * @param due when that is made
     */
    public record Head(int attempt, Instant due) {}
}
