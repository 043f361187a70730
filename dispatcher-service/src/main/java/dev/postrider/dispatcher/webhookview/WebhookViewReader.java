package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.EventTypeCodec;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.ReadWebhook;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.common.wire.WebhooksKey;
import dev.postrider.dispatcher.follow.EndOffsets;
import dev.postrider.dispatcher.follow.PartitionView;
import dev.postrider.dispatcher.follow.TopicFollower;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the view up to date: follows the {@code webhooks} topic from its beginning, on a thread of its own. */
public final class WebhookViewReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookViewReader.class);

    private final TopicFollower follower;
    private final CountDownLatch loaded = new CountDownLatch(1);

    /**
     * @param consumer without a group; closed by this reader
     */
    public WebhookViewReader(
            Consumer<byte[], byte[]> consumer, String topic, EndOffsets ends, WebhookView view, Seal seal) {
        this.follower = new TopicFollower(consumer, ends::ask);
        follower.follow(new TopicPartition(topic, 0), new Records(view, seal, new LockedRecords(), loaded));
    }

    /** Asks the reader to end. */
    public void stop() {
        follower.stop();
    }

    /** Waits until the view holds all that was on the topic at the start; false if the deadline passes first. */
    public boolean awaitLoaded(Duration deadline) throws InterruptedException {
        return loaded.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        follower.run();
    }

    private record Records(WebhookView view, Seal seal, LockedRecords locked, CountDownLatch loaded)
            implements PartitionView {
        /**
         * @throws UnreadableRecordException if a webhook's record is not in a form that this version knows: without it the
         *     webhook's deliveries would count as those of a deleted one, so the dispatcher must not go on
         */
        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {
            view.announce(record.offset());
            if (record.key() == null) {
                LOG.warn("Passed over a record without a key on {}, offset {}", record.topic(), record.offset());
                return;
            }
            switch (WebhooksKey.parse(record.key())) {
                case WebhooksKey.OfWebhook(var id)
                when record.value() == null -> {
                    locked.supersede(id);
                    view.remove(id);
                }
                case WebhooksKey.OfWebhook(var id) -> view.put(opened(id, record));
                case WebhooksKey.OfOrganization(var id) when record.value() == null -> view.remove(id);
                case WebhooksKey.OfOrganization(var id) -> view.put(id, OrganizationCodec.decode(record));
                case WebhooksKey.OfEverything() ->
                    view.turn(record.value() == null ? OrganizationState.ACTIVE : OrganizationCodec.decode(record));
                case WebhooksKey.OfEvent event when record.value() == null -> view.restore(event);
                case WebhooksKey.OfEvent event -> view.cancel(event);
                case WebhooksKey.OfEventType type when record.value() == null -> view.remove(type);
                case WebhooksKey.OfEventType type -> view.put(type, EventTypeCodec.decode(record));
                case WebhooksKey.Unknown(var unknown) -> LOG.debug("Passed over the record of {}", unknown);
            }
        }

        private Webhook opened(WebhookId id, ConsumerRecord<byte[], byte[]> record) {
            ReadWebhook read = WebhookCodec.decode(id, record, seal);
            if (read instanceof ReadWebhook.Locked(var webhook, var reason) && webhook.isLocked()) {
                locked.add(id, record.offset(), String.valueOf(reason.getMessage()));
            } else {
                locked.supersede(id);
            }
            return read.webhook();
        }

        @Override
        public void reached(long nextOffset) {
            view.advance(nextOffset);
        }

        @Override
        public void confirm(long askedNanos) {
            view.confirmEnd(askedNanos);
            locked.loaded();
            loaded.countDown();
        }
    }
}
