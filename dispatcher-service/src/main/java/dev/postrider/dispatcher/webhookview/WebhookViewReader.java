package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the view up to date: reads the {@code webhooks} topic from its beginning, and asks for its end every 250 ms so that
 * everyone knows how old the view is. A thread of its own owns the consumer.
 */
public final class WebhookViewReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookViewReader.class);
    private static final Duration ASK_INTERVAL = Duration.ofMillis(250);
    private static final long MIN_POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final WebhooksEnd end;
    private final WebhookView view;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * @param consumer without a group; closed by this reader
     */
    public WebhookViewReader(Consumer<byte[], byte[]> consumer, String topic, WebhooksEnd end, WebhookView view) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.end = end;
        this.view = view;
    }

    /** Asks the reader to end. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Waits until the view holds all that was on the topic at the start; false if the deadline passes first. */
    public boolean awaitLoaded(Duration deadline) throws InterruptedException {
        return loaded.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!stopping) {
                round();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        try {
            long askedNanos = System.nanoTime();
            long goal = end.ask();
            confirmIfReached(goal, askedNanos);
            long until = System.nanoTime() + ASK_INTERVAL.toNanos();
            long left = ASK_INTERVAL.toNanos();
            while (!stopping && (left > 0 || view.reached() < goal)) {
                consumer.poll(Duration.ofNanos(Math.max(left, MIN_POLL_NANOS))).forEach(this::apply);
                view.advance(consumer.position(partition));
                confirmIfReached(goal, askedNanos);
                left = until - System.nanoTime();
            }
        } catch (RetriableException e) {
            LOG.atWarn().setCause(e).log("The topic of webhooks cannot be read; no attempt starts until it can");
            Thread.sleep(ASK_INTERVAL);
        }
    }

    private void confirmIfReached(long goal, long askedNanos) {
        if (view.reached() >= goal) {
            view.confirmEnd(askedNanos);
            loaded.countDown();
        }
    }

    /**
     * @throws UnreadableRecordException if a webhook's record is not in a form that this version knows: without it the webhook's
     *     deliveries would count as those of a deleted one, so the dispatcher must not go on
     */
    private void apply(ConsumerRecord<byte[], byte[]> record) {
        view.announce(record.offset());
        if (record.key() == null) {
            LOG.warn("Passed over a record without a key on {}, offset {}", partition, record.offset());
            return;
        }
        switch (WebhooksKey.parse(record.key())) {
            case WebhooksKey.OfWebhook(var id) when record.value() == null -> view.remove(id);
            case WebhooksKey.OfWebhook(var id) -> view.put(WebhookCodec.decode(id, record));
            case WebhooksKey.OfOrganization(var id) when record.value() == null -> view.remove(id);
            case WebhooksKey.OfOrganization(var id) -> view.put(id, OrganizationCodec.isPaused(record));
            case WebhooksKey.OfEverything() ->
                view.pauseEverything(record.value() != null && OrganizationCodec.isPaused(record));
            case WebhooksKey.OfEvent event when record.value() == null -> view.restore(event);
            case WebhooksKey.OfEvent event -> view.cancel(event);
            case WebhooksKey.Unknown(var unknown) -> LOG.debug("Passed over the record of {}", unknown);
        }
    }
}
