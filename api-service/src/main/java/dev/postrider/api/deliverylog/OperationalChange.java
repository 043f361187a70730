package dev.postrider.api.deliverylog;

import dev.postrider.api.operational.OperationalEvent;
import dev.postrider.api.operational.OperationalType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.DisabledReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a batch of the log changes that an organization is told of: deliveries that become dead or recover, and webhooks that
 * are disabled. A record that comes again tells nothing again. Deliveries of operational events themselves are left out, so
 * that one that fails makes no further ones.
 */
final class OperationalChange {
    private OperationalChange() {}

    /**
     * @param before the rows of those deliveries that the log already knew
     * @param after the rows as they are now
     */
    static List<OperationalEvent> of(Iterable<DeliveryRow> after, Map<DeliveryId, DeliveryRow> before) {
        List<OperationalEvent> events = new ArrayList<>();
        for (DeliveryRow row : after) {
            DeliveryRow known = before.get(row.id());
            if (row.isTest() || row.subject().type().isOperational()) {
                continue;
            }
            if (becameDead(known, row)) {
                events.add(exhausted(row));
            }
            if (recovered(known, row)) {
                events.add(recovered(row));
            }
        }
        return events;
    }

    private static boolean becameDead(@Nullable DeliveryRow before, DeliveryRow after) {
        if (before != null && before.state().isDelivered()) {
            // The dead letter of a copy.
            return false;
        }
        if (isDead(after)) {
            boolean known = before != null
                    && isDead(before)
                    && before.state().tryNumber() == after.state().tryNumber();
            return !known;
        }
        // Something that came later is in the same batch.
        Death death = after.death();
        if (death == null || (before != null && death.equals(before.death()))) {
            return false;
        }
        // Of one that was dead and whose next try has not ended, it is the dead letter of a copy.
        return before == null
                || !isDead(before)
                || after.state().tryNumber() > before.state().tryNumber() + 1;
    }

    private static boolean recovered(@Nullable DeliveryRow before, DeliveryRow after) {
        boolean wasDelivered = before != null && before.state().isDelivered();
        return after.state().isDelivered() && !wasDelivered && after.death() != null;
    }

    private static boolean isDead(DeliveryRow row) {
        return row.state().status() == DeliveryStatus.DEAD;
    }

    private static OperationalEvent exhausted(DeliveryRow row) {
        Death death = row.death();
        Instant at = death == null ? row.updatedAt() : death.at();
        return event(OperationalType.DELIVERY_EXHAUSTED, row, at, json -> {
            DeliveryJson.text(json, "reason", isDead(row) ? row.state().reason() : null);
            DeliveryJson.time(json, "died_at", at);
        });
    }

    private static OperationalEvent recovered(DeliveryRow row) {
        return event(OperationalType.DELIVERY_RECOVERED, row, row.updatedAt(), json -> {
            LastExchange last = row.last();
            DeliveryJson.text(
                    json, "trigger", last == null ? null : last.trigger().text());
            DeliveryJson.time(json, "delivered_at", row.state().deliveredAt());
        });
    }

    private static OperationalEvent event(
            OperationalType type, DeliveryRow row, Instant at, Consumer<JsonGenerator> more) {
        DeliverySubject subject = row.subject();
        return OperationalEvent.of(
                subject.organization(), type, subject.webhook().toString(), at, json -> {
                    json.writeStringProperty("delivery_id", row.id().toString());
                    json.writeStringProperty("webhook_id", subject.webhook().toString());
                    json.writeStringProperty("event_id", subject.event().value());
                    json.writeStringProperty("event", subject.type().value());
                    json.writeStringProperty("status", row.state().status().text());
                    json.writeNumberProperty("try", row.state().tryNumber());
                    json.writeNumberProperty("attempt", row.state().attempt());
                    LastExchange last = row.last();
                    DeliveryJson.number(json, "status_code", last == null ? null : last.statusCode());
                    DeliveryJson.time(json, "created_at", subject.fannedOutAt());
                    more.accept(json);
                });
    }

    /**
     * @param webhooks that were disabled
     * @param reasons of each of them
     * @param triggered the last exchange of each webhook that was called
     */
    static List<OperationalEvent> disabled(
            Map<WebhookId, OrganizationId> webhooks,
            Map<WebhookId, DisabledReason> reasons,
            Map<WebhookId, AttemptRow> triggered,
            Instant now) {
        List<OperationalEvent> events = new ArrayList<>();
        webhooks.forEach((webhook, organization) -> events.add(OperationalEvent.of(
                organization, OperationalType.WEBHOOK_DISABLED, webhook.toString(), now, json -> {
                    json.writeStringProperty("webhook_id", webhook.toString());
                    json.writeStringProperty("status", "disabled");
                    DisabledReason reason = reasons.get(webhook);
                    DeliveryJson.text(json, "reason", reason == null ? null : reason.text());
                    DeliveryJson.time(json, "disabled_at", now);
                    AttemptRow last = triggered.get(webhook);
                    DeliveryJson.number(
                            json,
                            "status_code",
                            last == null ? null : last.exchange().statusCode());
                })));
        return events;
    }
}
