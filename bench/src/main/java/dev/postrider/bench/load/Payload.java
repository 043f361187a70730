package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.wire.DeliveryCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events and deliveries with bodies of about 1 KB that compress to about half, as real ones do. */
public final class Payload {
    private static final EventType TYPE = new EventType("order.created");
    private static final int VARIANTS = 64;
    /** With the rest of the body this makes 1,024 bytes. */
    private static final int TEXT_BYTES = 425;

    private final RawJson[] data = new RawJson[VARIANTS];

    public Payload() {
        Random random = new Random(1);
        byte[] bytes = new byte[TEXT_BYTES];
        for (int i = 0; i < VARIANTS; i++) {
            random.nextBytes(bytes);
            data[i] = RawJson.of("{\"text\":\"" + HexFormat.of().formatHex(bytes) + "\"}");
        }
    }

    /** The record of a delivery, as fan-out would have made it now. */
    public ProducerRecord<byte[], byte[]> delivery(String topic, Target target, Stamp stamp) {
        Instant now = Instant.now();
        EventId id = new EventId(stamp.eventId());
        Event event =
                new Event(OrganizationId.DEFAULT, id, TYPE, now.toString(), variant(stamp), null, null, null, 0, now);
        Delivery delivery = new Delivery(
                DeliveryId.of(now, OrganizationId.DEFAULT, id, target.id()),
                target.id(),
                OrganizationId.DEFAULT,
                id,
                TYPE,
                now,
                now,
                1,
                now,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                EventBody.CONTENT_TYPE,
                EventBody.of(event).bytesFor(target.id()));
        return DeliveryCodec.encode(topic, delivery);
    }

    /**
     * An event in native JSON. Its id stands first, so that a loop that passes the record on as it is tells the sink the same
     * as the whole path does.
     */
    public byte[] event(String type, Stamp stamp) {
        String start = "{\"id\":\"" + stamp.eventId() + "\",\"event\":\"" + type + "\",\"data\":";
        byte[] head = start.getBytes(StandardCharsets.US_ASCII);
        byte[] body = variant(stamp).bytes();
        byte[] all = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        all[all.length - 1] = '}';
        return all;
    }

    private RawJson variant(Stamp stamp) {
        return data[(int) (stamp.number() % VARIANTS)];
    }
}
