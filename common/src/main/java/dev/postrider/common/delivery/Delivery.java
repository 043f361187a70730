package dev.postrider.common.delivery;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.trace.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook, standing before its next attempt.
 *
 * @param eventTime the log-append time of the event
 * @param fannedOutAt when fan-out made this delivery
 * @param tryNumber from 1; a redrive or manual retry starts the next
 * @param tryStartedAt when this try began; its age counts from here
 * @param attempt the number of the next attempt, from 1 within the try
 * @param trigger what makes the next attempt happen
 * @param webhooksOffset the end offset of the topic of webhooks that fan-out had reached
 * @param orderingKey the event's, where the webhook is ordered; null for none
 * @param hops how often the event had come through Postrider before
 * @param hold since when and why it is held; null for one that is not
 * @param body the exact bytes to post; not to be changed
 * @param trace the span that its attempts continue; null for one that nobody traces
 */
// Deliveries are moved, never compared; a copy of the body per record would be the price of a safer type.
@SuppressWarnings("ArrayRecordComponent")
public record Delivery(
        DeliveryId id,
        WebhookId webhook,
        OrganizationId organization,
        EventId event,
        EventType type,
        Instant eventTime,
        Instant fannedOutAt,
        int tryNumber,
        Instant tryStartedAt,
        int attempt,
        Trigger trigger,
        long webhooksOffset,
        @Nullable String orderingKey,
        int hops,
        @Nullable Hold hold,
        String contentType,
        byte[] body,
        @Nullable TraceContext trace) {

    /** One that nobody traces. */
    public Delivery(
            DeliveryId id,
            WebhookId webhook,
            OrganizationId organization,
            EventId event,
            EventType type,
            Instant eventTime,
            Instant fannedOutAt,
            int tryNumber,
            Instant tryStartedAt,
            int attempt,
            Trigger trigger,
            long webhooksOffset,
            @Nullable String orderingKey,
            int hops,
            @Nullable Hold hold,
            String contentType,
            byte[] body) {
        this(
                id,
                webhook,
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
                body,
                null);
    }

    /** The same delivery before the attempt that follows a failed one. */
    public Delivery nextAttempt() {
        return with(tryNumber, tryStartedAt, attempt + 1, Trigger.RETRY, null, trace);
    }

    /**
     * The same delivery before the first attempt of a further try, with a fresh schedule.
     *
     * @param number of that try
     * @param asked what asked for it: {@code manual} or {@code redrive}
     */
    public Delivery nextTry(int number, Trigger asked, Instant now) {
        return with(number, now, 1, asked, null, trace);
    }

    /** The same delivery, held; one that was held before keeps the time since when. */
    public Delivery held(HeldReason reason, Instant now) {
        return with(
                tryNumber, tryStartedAt, attempt, trigger, new Hold(hold == null ? now : hold.since(), reason), trace);
    }

    /** The same delivery as a part of a trace; of none where that is null. */
    public Delivery traced(@Nullable TraceContext by) {
        return with(tryNumber, tryStartedAt, attempt, trigger, hold, by);
    }

    private Delivery with(
            int nextTry,
            Instant nextTryStartedAt,
            int nextAttempt,
            Trigger nextTrigger,
            @Nullable Hold nextHold,
            @Nullable TraceContext nextTrace) {
        return new Delivery(
                id,
                webhook,
                organization,
                event,
                type,
                eventTime,
                fannedOutAt,
                nextTry,
                nextTryStartedAt,
                nextAttempt,
                nextTrigger,
                webhooksOffset,
                orderingKey,
                hops,
                nextHold,
                contentType,
                body,
                nextTrace);
    }

    /** That it waits without a due time. */
    public record Hold(Instant since, HeldReason reason) {}

    /** Without the payload. */
    @Override
    public String toString() {
        return "Delivery[" + id + " to " + webhook + ", try " + tryNumber + ", attempt " + attempt + "]";
    }
}
