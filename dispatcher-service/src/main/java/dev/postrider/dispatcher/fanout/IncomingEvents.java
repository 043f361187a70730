package dev.postrider.dispatcher.fanout;

import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.schema.TypeJudge;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of the topics of events: what producers publish, and what the services bring again on {@code events.internal}.
 *
 * <p>A scheduled event is one whose {@code deliver_at} lies behind its append time, whatever the time is when it is read. So a repeat
 * that finds it due yields the same delivery ids as the one that found it early.
 */
final class IncomingEvents {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingEvents.class);

    /** Whoever took the event may have a clock that is ahead of this one's. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final EventDecoder decoder;
    private final WebhookView view;
    private final String internalTopic;
    private final FanOutSettings settings;
    private final InstantSource clock;
    private final TypeJudge types = new TypeJudge();

    IncomingEvents(
            EventDecoder decoder,
            WebhookView view,
            String internalTopic,
            FanOutSettings settings,
            InstantSource clock) {
        this.decoder = decoder;
        this.view = view;
        this.internalTopic = internalTopic;
        this.settings = settings;
        this.clock = clock;
    }

    boolean isInternal(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(internalTopic);
    }

    /**
     * @param begun whether some of the event's deliveries have been made: then nothing keeps it from the others
     * @throws InvalidEventException if the record is no event that can be delivered
     */
    Incoming read(ConsumerRecord<byte[], byte[]> record, boolean begun) throws InvalidEventException {
        try {
            return isInternal(record) ? brought(InternalEventCodec.decode(record), begun) : published(record, begun);
        } catch (UnreadableRecordException e) {
            throw new InvalidEventException(RejectionReason.UNREADABLE_RECORD, "", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // No record that somebody wrote may stop the stream, not even one that finds a bug in a decoder.
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("A record broke the decoder of events");
            throw new InvalidEventException("", "cannot be read");
        }
    }

    private Incoming published(ConsumerRecord<byte[], byte[]> record, boolean begun) throws InvalidEventException {
        Event event = decoder.decode(record);
        if (!begun) {
            requireDeliverable(event);
        }
        Instant deliverAt = event.deliverAt();
        if (deliverAt == null || !deliverAt.isAfter(event.appendedAt())) {
            return new Incoming.Deliver(event, null);
        }
        InternalEvent released = InternalEvent.released(event, deliverAt);
        Instant now = clock.instant();
        if (begun || !deliverAt.isAfter(now)) {
            return brought(released, begun);
        }
        requireNotTooFarAhead(deliverAt, now);
        return new Incoming.Wait(released);
    }

    private Incoming brought(InternalEvent internal, boolean begun) {
        Event event = internal.event();
        boolean cancelled = !begun && internal.replay() == null && view.isCancelled(event.organization(), event.id());
        return cancelled ? new Incoming.Drop() : new Incoming.Deliver(event, internal.replay());
    }

    private void requireDeliverable(Event event) throws InvalidEventException {
        if (!view.knows(event.organization())) {
            throw new InvalidEventException(
                    RejectionReason.UNKNOWN_ORGANIZATION,
                    "organization_id",
                    "names no organization; create '" + event.organization() + "' first");
        }
        if (event.hops() > settings.maxHops()) {
            throw new InvalidEventException(
                    RejectionReason.LOOP,
                    "header " + HeaderNames.HOPS,
                    "is " + event.hops() + ": the event has come through Postrider more than " + settings.maxHops()
                            + " times, as in a loop; do not publish again what a delivery brought");
        }
        types.require(
                event.type(),
                view.eventType(event.organization(), event.type()).orElse(null),
                view.state(event.organization()).strict(),
                event.data());
    }

    private void requireNotTooFarAhead(Instant deliverAt, Instant now) throws InvalidEventException {
        Instant latest = now.plus(settings.maxDeliverAhead());
        if (deliverAt.isAfter(latest.plus(CLOCKS_DIFFER))) {
            throw new InvalidEventException(
                    RejectionReason.TOO_FAR_AHEAD,
                    "deliver_at",
                    "is " + deliverAt + ", and the latest that is taken now is " + latest
                            + "; publish the event nearer to its time");
        }
    }
}
