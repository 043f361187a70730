package dev.postrider.dispatcher.intake;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.shelf.StartedAttempt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attempts of one partition were started of late, each with the record that it was started from: another record of the same
 * attempt is a copy, which a repeated fan-out or hand-back makes, and the first carries the obligation.
 *
 * <p>The same record may run again after a crash. A record read back from the shelf is a copy only of another one on the
 * shelf: it may itself be where the obligation of an attempt stands that was started from the deliveries topic.
 */
final class StartedAttempts {
    private static final int CAPACITY = 8192;

    private record Identity(DeliveryId delivery, int tryNumber, int attempt) {}

    private record Source(boolean shelved, long offset) {}

    private final Map<Identity, Source> started = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Source> eldest) {
            return size() > CAPACITY;
        }
    };

    void refill(List<StartedAttempt> earlier) {
        earlier.forEach(one -> started.putIfAbsent(
                new Identity(one.delivery(), one.tryNumber(), one.attempt()), new Source(one.shelved(), one.offset())));
    }

    void start(Admitted admitted) {
        started.putIfAbsent(identity(admitted), source(admitted));
    }

    boolean isCopy(Admitted admitted) {
        Source first = started.get(identity(admitted));
        return first != null && !first.equals(source(admitted)) && (first.shelved() || !admitted.isShelved());
    }

    private static Identity identity(Admitted admitted) {
        Delivery delivery = admitted.delivery();
        return new Identity(delivery.id(), delivery.tryNumber(), delivery.attempt());
    }

    private static Source source(Admitted admitted) {
        return new Source(admitted.isShelved(), admitted.offset());
    }
}
