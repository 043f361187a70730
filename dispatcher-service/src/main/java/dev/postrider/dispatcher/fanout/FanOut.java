package dev.postrider.dispatcher.fanout;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEvent.Replay;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.TraceHeaders;
import dev.postrider.dispatcher.webhookview.Matches;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.trace.ActiveSpan;
import dev.postrider.trace.Tracing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Turns events into deliveries: one for each active webhook that subscribes the event's type, or for the one webhook that a
 * replay is for. A scheduled event goes into the retry ladder first and comes again when it is due. What is no event goes to
 * the rejected topic with its reason, and the stream goes on.
 *
 * <p>A repeat of a slice repeats the same delivery ids. The body is rendered once per slice; the producer's {@code data} is
 * copied into it as it is.
 */
public final class FanOut {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final IncomingEvents incoming;
    private final WebhookView view;
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final RetryLadder ladder;
    private final FanOutSettings settings;
    private final InstantSource clock;
    private final Tracing tracing;

    public FanOut(
            EventDecoder decoder,
            WebhookView view,
            Producer<byte[], byte[]> producer,
            Topics topics,
            RetryLadder ladder,
            FanOutSettings settings,
            InstantSource clock,
            Tracing tracing) {
        this.incoming = new IncomingEvents(decoder, view, topics.eventsInternal(), settings, clock);
        this.view = view;
        this.producer = producer;
        this.topics = topics;
        this.ladder = ladder;
        this.settings = settings;
        this.clock = clock;
        this.tracing = tracing;
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
            return switch (incoming.read(record, after != null)) {
                case Incoming.Deliver(Event event, Replay replay) ->
                    traced(record, event, replay, after, limit, window);
                case Incoming.Wait(InternalEvent released) -> {
                    window.send(waiting(released, record));
                    yield done(record, Slice.End.SCHEDULED);
                }
                case Incoming.Drop() -> done(record, Slice.End.DROPPED);
            };
        } catch (InvalidEventException e) {
            return reject(record, e.reason(), String.valueOf(e.getMessage()), window);
        } catch (RecordTooLargeException e) {
            return reject(
                    record,
                    RejectionReason.TOO_LARGE,
                    "makes deliveries larger than the topics take; send less data",
                    window);
        }
    }

    /**
     * Tells the log which events are done, those that nobody wanted among them, and by which view.
     *
     * @param webhooksOffset that the view had reached before any of them was matched
     */
    void tell(long webhooksOffset, List<FanOutRound.Span> spans, SendWindow window) throws InterruptedException {
        if (!spans.isEmpty()) {
            window.send(FanOutRoundCodec.encode(topics, new FanOutRound(clock.instant(), webhooksOffset, spans)));
        }
    }

    /** Whether events of this topic are told of: those that services bring were told when they were published. */
    boolean isTold(String topic) {
        return !topic.equals(topics.eventsInternal());
    }

    private Slice reject(ConsumerRecord<byte[], byte[]> record, RejectionReason reason, String text, SendWindow window)
            throws InterruptedException {
        // A producer may err; what a service wrote must be readable. The text names fields of payloads.
        LOG.atLevel(incoming.isInternal(record) ? Level.ERROR : Level.INFO)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason.text())
                .log("Rejected an event");
        window.send(RejectedCodec.encode(topics, record, reason, text, clock.instant()));
        return done(record, Slice.End.REJECTED);
    }

    private static Slice done(ConsumerRecord<byte[], byte[]> record, Slice.End end) {
        return new Slice(FanOutProgress.at(record.offset() + 1), 0, end);
    }

    /** The trace waits with it. */
    private ProducerRecord<byte[], byte[]> waiting(InternalEvent released, ConsumerRecord<byte[], byte[]> record) {
        Instant due = released.event().appendedAt();
        ProducerRecord<byte[], byte[]> internal = InternalEventCodec.encode(topics, released);
        TraceContext trace = tracing.isOn() ? TraceHeaders.read(record.headers()) : null;
        if (trace != null) {
            TraceHeaders.put(internal.headers(), trace);
        }
        return TierCodec.enter(topics, ladder, clock.instant(), due, ReturnTo.EVENTS_INTERNAL, internal);
    }

    private Slice traced(
            ConsumerRecord<byte[], byte[]> record,
            Event event,
            @Nullable Replay replay,
            @Nullable WebhookId after,
            int limit,
            SendWindow window)
            throws InterruptedException {
        if (!tracing.isOn()) {
            return deliver(record.offset(), event, replay, after, limit, window, null);
        }
        ActiveSpan span = tracing.fanOut(TraceHeaders.read(record.headers()), record.topic());
        span.event(event.organization(), event.id(), event.type());
        try {
            Slice slice = deliver(record.offset(), event, replay, after, limit, window, span.context());
            span.end(slice.deliveries());
            return slice;
        } catch (RuntimeException | InterruptedException e) {
            span.fail(e);
            throw e;
        }
    }

    private Slice deliver(
            long offset,
            Event event,
            @Nullable Replay replay,
            @Nullable WebhookId after,
            int limit,
            SendWindow window,
            @Nullable TraceContext trace)
            throws InterruptedException {
        Matches matches = replay == null
                ? view.match(event.organization(), event.type(), after, limit)
                : view.matchOne(event.organization(), replay.webhook());
        List<Webhook> webhooks = matches.webhooks();
        if (!webhooks.isEmpty()) {
            EventBody body = EventBody.of(event);
            Instant now = clock.instant();
            UUID replayId = replay == null ? null : replay.id();
            for (Webhook webhook : webhooks) {
                Delivery delivery = delivery(event, replay, webhook, body, matches.seen(), now, trace);
                window.send(DeliveryCodec.encode(topics.deliveries(), delivery));
                window.send(LogCodec.encode(
                        topics, new LogRecord.FannedOut(LogRecord.Subject.of(delivery), now, replayId)));
            }
        }
        FanOutProgress progress = matches.complete()
                ? FanOutProgress.at(offset + 1)
                : new FanOutProgress(offset, webhooks.getLast().id(), matches.seen());
        return new Slice(progress, webhooks.size(), matches.complete() ? Slice.End.FANNED_OUT : Slice.End.MORE);
    }

    private static Delivery delivery(
            Event event,
            @Nullable Replay replay,
            Webhook webhook,
            EventBody body,
            long seen,
            Instant now,
            @Nullable TraceContext trace) {
        return new Delivery(
                DeliveryId.of(
                        event.appendedAt(),
                        event.organization(),
                        event.id(),
                        webhook.id(),
                        replay == null ? "" : replay.identity()),
                webhook.id(),
                event.organization(),
                event.id(),
                event.type(),
                event.appendedAt(),
                now,
                1,
                now,
                1,
                replay == null ? Trigger.EVENT : Trigger.REPLAY,
                seen,
                webhook.pacing().ordered() ? event.orderingKey() : null,
                event.hops(),
                null,
                EventBody.CONTENT_TYPE,
                body.bytesFor(webhook.id()),
                trace);
    }
}
