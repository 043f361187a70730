package dev.postrider.dispatcher.fanout;

import dev.postrider.common.id.WebhookId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How far the events of a partition have been fanned out: all below an offset, and of the event at that offset all webhooks up
 * to one.
 *
 * <p>The metadata of a commit holds the second part as {@code 1:<offset>:<webhook id>:<webhooks offset>}; it is empty
 * where no event is half done.
 *
 * @param offset every event below is done
 * @param webhook the last one done of the event at the offset; null for none
 * @param seen the offset of the topic of webhooks that the last match had seen
 */
record FanOutProgress(long offset, @Nullable WebhookId webhook, long seen) {
    private static final Pattern METADATA = Pattern.compile("1:([0-9]{1,18}):([0-9a-f-]{36}):([0-9]{1,18})");

    /** No event is half done. */
    static FanOutProgress at(long offset) {
        return new FanOutProgress(offset, null, 0);
    }

    /**
     * Reads what was committed.
     *
     * @param committed its metadata says nothing if this version does not know it, or if it belongs to another offset because a
     *     tool moved the commit
     */
    static FanOutProgress read(OffsetAndMetadata committed) {
        Matcher metadata = METADATA.matcher(committed.metadata());
        if (!metadata.matches() || Long.parseLong(metadata.group(1)) != committed.offset()) {
            return at(committed.offset());
        }
        return new FanOutProgress(
                committed.offset(), WebhookId.parse(metadata.group(2)), Long.parseLong(metadata.group(3)));
    }

    /** The webhook behind which an event goes on; null for its first. */
    @Nullable WebhookId resume(long eventOffset) {
        return eventOffset == offset ? webhook : null;
    }

    OffsetAndMetadata toCommit() {
        return webhook == null
                ? new OffsetAndMetadata(offset)
                : new OffsetAndMetadata(offset, "1:" + offset + ":" + webhook + ":" + seen);
    }
}
