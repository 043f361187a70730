package dev.postrider.api.deliverylog;

import dev.postrider.common.id.WebhookId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * By how much a webhook's counters move. A delivery counts as a success once, when it first is delivered, and as a failure
 * once, when it first is a dead letter; one that was both counts as both, in whichever order its records came.
 */
record CounterChange(int successes, int failures) {
    static final CounterChange NONE = new CounterChange(0, 0);

    /**
     * The changes of a batch by webhook.
     *
     * @param before the rows of those deliveries that the log already knew
     * @param after the rows as they are now
     */
    static Map<WebhookId, CounterChange> of(Iterable<DeliveryRow> after, Map<?, DeliveryRow> before) {
        Map<WebhookId, CounterChange> changes = new TreeMap<>();
        for (DeliveryRow row : after) {
            CounterChange change = of(before.get(row.id()), row);
            if (!change.equals(NONE)) {
                changes.merge(row.subject().webhook(), change, CounterChange::plus);
            }
        }
        return changes;
    }

    static CounterChange of(@Nullable DeliveryRow before, DeliveryRow after) {
        if (after.isTest()) {
            return NONE;
        }
        boolean wasDelivered = before != null && before.state().isDelivered();
        boolean wasDead = before != null && before.death() != null;
        return new CounterChange(
                after.state().isDelivered() && !wasDelivered ? 1 : 0, after.death() != null && !wasDead ? 1 : 0);
    }

    private CounterChange plus(CounterChange other) {
        return new CounterChange(successes + other.successes, failures + other.failures);
    }
}
