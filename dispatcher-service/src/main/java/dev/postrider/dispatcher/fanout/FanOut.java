package dev.postrider.dispatcher.fanout;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into deliveries: one for each active webhook that subscribes the event's type. What is no event goes to the
 * rejected topic with its reason, and the stream goes on.
 *
 * <p>A repeat of a batch repeats the same delivery ids. The body is rendered once per event; the producer's {@code data} is
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

    /**
     * Fans a batch out and returns when the broker has acknowledged all of it.
     *
     * @param webhooksEnd the end offset of the topic of webhooks, asked after the batch was polled: what was acknowledged
     *     to a webhook's owner before any of these events was published lies below
     * @param stopping whether to give up on what the broker refuses
     * @throws FanOutException if the view did not get there, the broker will not take something, or it is stopped; the
     *     batch is to be repeated
     */
    public void process(List<ConsumerRecord<byte[], byte[]>> batch, long webhooksEnd, BooleanSupplier stopping)
            throws InterruptedException {
        if (!view.await(webhooksEnd, settings.viewTimeout())) {
            throw new FanOutException("the view of webhooks did not reach offset " + webhooksEnd + " within "
                    + settings.viewTimeout().toSeconds() + " s");
        }
        SendWindow window = new SendWindow(producer, settings, stopping);
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            fanOut(record, window);
        }
        window.await();
    }

    private void fanOut(ConsumerRecord<byte[], byte[]> record, SendWindow window) throws InterruptedException {
        try {
            Event event = decode(record);
            requireDeliverable(event);
            fanOut(event, window);
        } catch (InvalidEventException e) {
            LOG.atInfo()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("Rejected an event");
            window.send(RejectedCodec.encode(topics, record, String.valueOf(e.getMessage()), clock.instant()));
        }
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
        if (event.deliverAt() != null) {
            throw new InvalidEventException("deliver_at", "is not supported yet; leave it out to deliver now");
        }
    }

    private void fanOut(Event event, SendWindow window) throws InterruptedException {
        List<WebhookId> webhooks = view.match(event.organization(), event.type());
        if (webhooks.isEmpty()) {
            return;
        }
        // After the match: whoever judges the deliveries must know every webhook that was matched.
        long seen = view.reached();
        EventBody body = EventBody.of(event);
        Instant now = clock.instant();
        for (WebhookId webhook : webhooks) {
            Delivery delivery = delivery(event, webhook, body, seen, now);
            window.send(DeliveryCodec.encode(topics.deliveries(), delivery));
            window.send(LogCodec.encode(topics, new LogRecord.FannedOut(LogRecord.Subject.of(delivery), now)));
        }
    }

    private static Delivery delivery(Event event, WebhookId webhook, EventBody body, long seen, Instant now) {
        return new Delivery(
                DeliveryId.of(event.appendedAt(), event.organization(), event.id(), webhook),
                webhook,
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
                event.orderingKey(),
                event.hops(),
                null,
                EventBody.CONTENT_TYPE,
                body.bytesFor(webhook));
    }
}
