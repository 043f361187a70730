package dev.postrider.common.wire;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Delivery.Hold;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every delivery says about itself, as one line: fields in a fixed order, parted by tabs, which none of them can have. A header
 * for each of them is an object for each, and this is read for every delivery.
 */
final class DeliveryLine {
    private static final char TAB = '\t';

    private final byte[] line;
    private int next;

    private DeliveryLine(byte[] line) {
        this.line = line;
    }

    static byte[] write(Delivery delivery) {
        String line = delivery.id().toString()
                + TAB
                + delivery.organization().value()
                + TAB
                + delivery.event().value()
                + TAB
                + delivery.type().value()
                + TAB
                + delivery.eventTime().toEpochMilli()
                + TAB
                + delivery.fannedOutAt().toEpochMilli()
                + TAB
                + delivery.tryNumber()
                + TAB
                + delivery.tryStartedAt().toEpochMilli()
                + TAB
                + delivery.attempt()
                + TAB
                + delivery.trigger().text()
                + TAB
                + delivery.webhooksOffset()
                + TAB
                + delivery.hops()
                + TAB
                + delivery.contentType();
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Fields that a later version may add at the end are passed over.
     *
     * @throws UnreadableRecordException naming the field that is missing or no number
     * @throws IllegalArgumentException if a field has a wrong value
     */
    static Delivery read(byte[] line, byte[] key, byte[] body, @Nullable String orderingKey, @Nullable Hold hold) {
        DeliveryLine fields = new DeliveryLine(line);
        DeliveryId id = fields.id();
        OrganizationId organization = new OrganizationId(fields.text("organization"));
        EventId event = new EventId(fields.text("event"));
        EventType type = new EventType(fields.text("type"));
        Instant eventTime = fields.time("event time");
        Instant fannedOutAt = fields.time("time of fan-out");
        int tryNumber = Math.toIntExact(fields.number("try"));
        Instant tryStartedAt = fields.time("start of the try");
        int attempt = Math.toIntExact(fields.number("attempt"));
        Trigger trigger = Trigger.parse(fields.text("trigger"));
        long webhooksOffset = fields.number("offset of webhooks");
        int hops = Math.toIntExact(fields.number("hops"));
        String contentType = fields.text("content type");
        return new Delivery(
                id,
                WebhookId.parse(key),
                organization,
                event,
                type,
                eventTime,
                fannedOutAt,
                tryNumber,
                tryStartedAt,
                attempt,
                trigger,
                webhooksOffset,
                orderingKey,
                hops,
                hold,
                contentType,
                body);
    }

    private DeliveryId id() {
        int from = next;
        return DeliveryId.parse(Arrays.copyOfRange(line, from, end("delivery id")));
    }

    private String text(String field) {
        int from = next;
        int end = end(field);
        return new String(line, from, end - from, StandardCharsets.UTF_8);
    }

    private long number(String field) {
        int from = next;
        return HeaderReader.number("field", field, line, from, end(field));
    }

    private Instant time(String field) {
        return Instant.ofEpochMilli(number(field));
    }

    /** Where the next field ends; goes past it. */
    private int end(String field) {
        if (next > line.length) {
            throw new UnreadableRecordException("the header " + HeaderNames.ABOUT + " ends before the " + field);
        }
        int end = next;
        while (end < line.length && line[end] != TAB) {
            end++;
        }
        next = end + 1;
        return end;
    }
}
