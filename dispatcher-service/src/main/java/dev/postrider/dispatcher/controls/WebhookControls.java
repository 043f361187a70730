package dev.postrider.dispatcher.controls;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.wire.Control;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The controls of one webhook. Of those about the same delivery, or with the same filter, only the one that ends most is kept.
 * One thread writes, any asks.
 */
final class WebhookControls {
    private final Map<DeliveryId, Control.OfDelivery> single = new ConcurrentHashMap<>(1);

    /** By the event that the filter names, so that many such filters cost no more than one. */
    private final Map<Optional<EventId>, Map<Control.Filter, Control.OfMatching>> matching = new ConcurrentHashMap<>(1);

    /** Tries begun from then on meet no filter; of a delivery that has just been fanned out nothing more is asked. */
    private volatile Instant filteredBefore = Instant.MIN;

    @Nullable CancelReason ending(Delivery delivery) {
        Control.OfDelivery own = single.get(delivery.id());
        if (own != null && own.ends(delivery)) {
            return own.reason();
        }
        if (!delivery.tryStartedAt().isBefore(filteredBefore)) {
            return null;
        }
        CancelReason byAny = ending(delivery, Optional.empty());
        return byAny == null ? ending(delivery, Optional.of(delivery.event())) : byAny;
    }

    private @Nullable CancelReason ending(Delivery delivery, Optional<EventId> event) {
        for (Control.OfMatching one : matching.getOrDefault(event, Map.of()).values()) {
            if (one.ends(delivery)) {
                return one.reason();
            }
        }
        return null;
    }

    /** Takes a control; false if one that is known ends all that it ends. */
    boolean add(Control control) {
        return switch (control) {
            case Control.OfDelivery one -> {
                Control.OfDelivery known = single.get(one.delivery());
                boolean isNews = known == null || known.lastTry() < one.lastTry();
                if (isNews) {
                    single.put(one.delivery(), one);
                }
                yield isNews;
            }
            case Control.OfMatching one -> {
                Map<Control.Filter, Control.OfMatching> alike =
                        matching.computeIfAbsent(eventOf(one), _ -> new ConcurrentHashMap<>(1));
                Control.OfMatching known = alike.get(one.filter());
                boolean isNews = known == null || known.before().isBefore(one.before());
                if (isNews) {
                    alike.put(one.filter(), one);
                    filteredBefore = one.before().isAfter(filteredBefore) ? one.before() : filteredBefore;
                }
                yield isNews;
            }
        };
    }

    /** Forgets a control, unless another has taken its place; whether nothing is left. */
    boolean drop(Control control) {
        switch (control) {
            case Control.OfDelivery one -> single.remove(one.delivery(), one);
            case Control.OfMatching one -> {
                Map<Control.Filter, Control.OfMatching> alike = matching.getOrDefault(eventOf(one), Map.of());
                if (alike.remove(one.filter(), one) && alike.isEmpty()) {
                    matching.remove(eventOf(one));
                }
            }
        }
        return single.isEmpty() && matching.isEmpty();
    }

    private static Optional<EventId> eventOf(Control.OfMatching control) {
        return Optional.ofNullable(control.filter().event());
    }
}
