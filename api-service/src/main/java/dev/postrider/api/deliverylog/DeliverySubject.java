package dev.postrider.api.deliverylog;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.LogRecord;
import java.time.Instant;

/**
 * What a delivery is about.
 *
 * @param eventTime the log-append time of the event
 * @param fannedOutAt when fan-out made the delivery; it is the time by which lists are ordered
 */
public record DeliverySubject(
        OrganizationId organization,
        WebhookId webhook,
        EventId event,
        EventType type,
        Instant eventTime,
        Instant fannedOutAt) {

    static DeliverySubject of(LogRecord.Subject subject) {
        return new DeliverySubject(
                subject.organization(),
                subject.webhook(),
                subject.event(),
                subject.type(),
                Micros.of(subject.eventTime()),
                Micros.of(subject.fannedOutAt()));
    }

    /** Of two fan-outs of the same delivery the first, so that a row only ever moves away from the newest. */
    DeliverySubject earliest(DeliverySubject other) {
        return other.fannedOutAt.isBefore(fannedOutAt) ? other : this;
    }
}
