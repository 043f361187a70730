package dev.postrider.common.wire;

import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.Uuids;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.InternalEvent.Replay;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of the {@code events.internal} topic: native JSON with organization, id and timestamp filled in, {@code data} and
 * {@code metadata} byte for byte, and headers that say what the event is brought for.
 */
public final class InternalEventCodec {
    private InternalEventCodec() {}

    public static ProducerRecord<byte[], byte[]> encode(Topics topics, InternalEvent internal) {
        Event event = internal.event();
        WireHeaders headers = WireHeaders.versioned().add(HeaderNames.EVENT_TIME, event.appendedAt());
        if (event.hops() > 0) {
            headers.add(HeaderNames.HOPS, Integer.toString(event.hops()));
        }
        Replay replay = internal.replay();
        if (replay != null) {
            headers.add(HeaderNames.REPLAY, replay.id().toString())
                    .add(HeaderNames.ONLY_WEBHOOK, replay.webhook().toString())
                    .add(HeaderNames.PUBLISHED, replay.published());
        }
        String orderingKey = event.orderingKey();
        String key = orderingKey == null ? event.id().value() : orderingKey;
        return new ProducerRecord<>(
                topics.eventsInternal(),
                null,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                draft(event).toNativeJson(),
                headers.headers());
    }

    /**
     * @throws UnreadableRecordException saying what is wrong
     */
    public static InternalEvent decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.of(record.headers());
        if (record.value() == null) {
            throw new UnreadableRecordException("the internal event has no value");
        }
        try {
            EventDraft draft = NativeEventParser.parse(record.value());
            OrganizationId organization = draft.organization();
            EventId id = draft.id();
            if (organization == null || id == null) {
                throw new UnreadableRecordException("the internal event has no organization_id or no id");
            }
            int hops = Math.toIntExact(headers.optionalNumber(HeaderNames.HOPS, 0));
            Event event = draft.appended(organization, id, hops, headers.time(HeaderNames.EVENT_TIME));
            return new InternalEvent(event, replay(headers));
        } catch (InvalidEventException | IllegalArgumentException | ArithmeticException e) {
            throw new UnreadableRecordException("the internal event cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Replay replay(HeaderReader headers) {
        String id = headers.optionalText(HeaderNames.REPLAY);
        return id == null
                ? null
                : new Replay(
                        Uuids.parse(id),
                        WebhookId.parse(headers.text(HeaderNames.ONLY_WEBHOOK)),
                        headers.time(HeaderNames.PUBLISHED));
    }

    private static EventDraft draft(Event event) {
        return new EventDraft(
                event.organization(),
                event.type(),
                event.id(),
                event.timestamp(),
                event.data(),
                event.metadata(),
                null,
                event.orderingKey());
    }
}
