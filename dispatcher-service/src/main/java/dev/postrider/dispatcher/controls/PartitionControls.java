package dev.postrider.dispatcher.controls;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.follow.Freshness;
import dev.postrider.dispatcher.follow.PartitionView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controls of one partition under one assignment. Written by the thread that reads the topic; the one that owns the consumer of
 * deliveries asks, without a lock: of a webhook that nobody controls, one look into a map.
 *
 * <p>Bounded: what is older than the topic keeps it is forgotten, and above a number the oldest are. That is told, because a
 * delivery that has waited since before then may be sent although it was cancelled.
 */
public final class PartitionControls implements PartitionView {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionControls.class);
    private static final long COMPLAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final TopicPartition partition;
    private final ControlsSettings settings;
    private final InstantSource clock;
    private final Map<WebhookId, WebhookControls> webhooks = new ConcurrentHashMap<>();
    private final Freshness freshness = new Freshness();

    /** All that is remembered, the oldest first. */
    private final Deque<Remembered> byAge = new ArrayDeque<>();

    private long complainedNanos = System.nanoTime() - COMPLAIN_NANOS;

    private record Remembered(Control control, long writtenMillis) {}

    PartitionControls(TopicPartition partition, ControlsSettings settings, InstantSource clock) {
        this.partition = partition;
        this.settings = settings;
        this.clock = clock;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Why a delivery is not to be attempted any more; null if nothing speaks against it. */
    public @Nullable CancelReason ending(Delivery delivery) {
        WebhookControls own = webhooks.get(delivery.webhook());
        return own == null ? null : own.ending(delivery);
    }

    /** Whether the partition has been read to its end. */
    public boolean isRead() {
        return freshness.isKnown();
    }

    /** Whether all is known that had been acknowledged at some moment no longer ago than that. */
    public boolean isFresh(long nowNanos, Duration maxAge) {
        return freshness.isFresh(nowNanos, maxAge);
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.timestamp() < oldest()) {
            return;
        }
        try {
            remember(new Remembered(ControlCodec.decode(record), record.timestamp()));
        } catch (UnreadableRecordException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("Passed over a record that is no control; what it was to end goes on");
        }
    }

    private void remember(Remembered one) {
        WebhookControls own = webhooks.computeIfAbsent(one.control().webhook(), _ -> new WebhookControls());
        if (own.add(one.control())) {
            byAge.add(one);
        }
        if (byAge.size() > settings.remembered()) {
            complain(byAge.element());
            forgetOldest();
        }
    }

    @Override
    public void reached(long nextOffset) {
        long oldest = oldest();
        while (!byAge.isEmpty() && byAge.element().writtenMillis() < oldest) {
            forgetOldest();
        }
    }

    @Override
    public void confirm(long askedNanos) {
        freshness.confirm(askedNanos);
    }

    private void forgetOldest() {
        Control control = byAge.remove().control();
        WebhookControls own = webhooks.get(control.webhook());
        if (own != null && own.drop(control)) {
            webhooks.remove(control.webhook());
        }
    }

    private void complain(Remembered forgotten) {
        long now = System.nanoTime();
        if (now - complainedNanos >= COMPLAIN_NANOS) {
            complainedNanos = now;
            LOG.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("webhook", forgotten.control().webhook())
                    .addKeyValue("limit", settings.remembered())
                    .log(
                            "More controls than are remembered: what was cancelled longest ago and still waits may be sent;"
                                    + " raise postrider.dispatcher.max-controls");
        }
    }

    private long oldest() {
        return clock.millis() - settings.kept().toMillis();
    }
}
