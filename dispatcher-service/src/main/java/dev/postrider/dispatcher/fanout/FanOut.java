package dev.postrider.dispatcher.fanout;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.webhookview.Matches;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into deliveries: one for each active webhook that subscribes the event's type. What is no event goes to the
 * rejected topic with its reason, and the stream goes on.
 *
 * <p>A repeat of a slice repeats the same delivery ids. The body is rendered once per slice; the producer's {@code data} is
 * copied into it as it is.
 */
public final class FanOut {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final EventDecoder decoder;
    private final WebhookView view;
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final FanOutSettings settings;
    private final InstantSource clock;

    public FanOut(
            EventDecoder decoder,
            WebhookView view,
            Producer<byte[], byte[]> producer,
            Topics topics,
            FanOutSettings settings,
            InstantSource clock) {
        this.decoder = decoder;
        this.view = view;
        this.producer = producer;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a round of slices is produced through. */
    SendWindow window(SendWindow.Patience patience) {
        return new SendWindow(producer, settings, patience);
    }

    /**
     * Fans an event out to some of the webhooks that it matches, in the order of their ids.
     *
     * @param record of a topic of events; the view must have come as far as it had to when the record was received
     * @param after the webhook behind which to go on; null for the first
     * @param limit how many webhooks at most
     * @return what was produced; it counts when the window's records are acknowledged
     * @throws FanOutException if the broker will not take something, or it is stopped
     */
    Slice slice(ConsumerRecord<byte[], byte[]> record, @Nullable WebhookId after, int limit, SendWindow window)
            throws InterruptedException {
        try {
            Event event = decode(record);
            if (after == null) {
                requireDeliverable(event);
            }
            return slice(record.offset(), event, after, limit, window);
        } catch (InvalidEventException e) {
            return reject(record, String.valueOf(e.getMessage()), window);
        } catch (RecordTooLargeException e) {
            return reject(record, "makes deliveries larger than the topics take; send less data", window);
        }
    }

    private Slice reject(ConsumerRecord<byte[], byte[]> record, String reason, SendWindow window)
            throws InterruptedException {
        LOG.atInfo()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("Rejected an event");
        window.send(RejectedCodec.encode(topics, record, reason, clock.instant()));
        return new Slice(FanOutProgress.at(record.offset() + 1), 0);
    }

    /** No record that somebody wrote may stop the stream, not even one that finds a bug in the decoder. */
    private Event decode(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
        try {
            return decoder.decode(record);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("A record broke the decoder of events");
            throw new InvalidEventException("", "cannot be read");
        }
    }

    private void requireDeliverable(Event event) throws InvalidEventException {
        if (!view.knows(event.organization())) {
            throw new InvalidEventException(
                    "organization_id", "names no organization; create '" + event.organization() + "' first");
        }
        if (event.hops() > settings.maxHops()) {
            throw new InvalidEventException(
                    "header " + HeaderNames.HOPS,
                    "is " + event.hops() + ": the event has come through Postrider more than " + settings.maxHops()
                            + " times, as in a loop; do not publish again what a delivery brought");
        }
        if (event.deliverAt() != null) {
            throw new InvalidEventException("deliver_at", "is not supported yet; leave it out to deliver now");
        }
    }

    private Slice slice(long offset, Event event, @Nullable WebhookId after, int limit, SendWindow window)
            throws InterruptedException {
        Matches matches = view.match(event.organization(), event.type(), after, limit);
        List<Webhook> webhooks = matches.webhooks();
        if (!webhooks.isEmpty()) {
            EventBody body = EventBody.of(event);
            Instant now = clock.instant();
            for (Webhook webhook : webhooks) {
                Delivery delivery = delivery(event, webhook, body, matches.seen(), now);
                window.send(DeliveryCodec.encode(topics.deliveries(), delivery));
                window.send(
                        LogCodec.encode(topics, new LogRecord.FannedOut(LogRecord.Subject.of(delivery), now, null)));
            }
        }
        FanOutProgress progress = matches.complete()
                ? FanOutProgress.at(offset + 1)
                : new FanOutProgress(offset, webhooks.getLast().id(), matches.seen());
        return new Slice(progress, webhooks.size());
    }

    private static Delivery delivery(Event event, Webhook webhook, EventBody body, long seen, Instant now) {
        return new Delivery(
                DeliveryId.of(event.appendedAt(), event.organization(), event.id(), webhook.id()),
                webhook.id(),
                event.organization(),
                event.id(),
                event.type(),
                event.appendedAt(),
                now,
                1,
                now,
                1,
                Trigger.EVENT,
                seen,
                webhook.pacing().ordered() ? event.orderingKey() : null,
                event.hops(),
                null,
                EventBody.CONTENT_TYPE,
                body.bytesFor(webhook.id()));
    }
}
