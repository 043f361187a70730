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
 * <p>The same record may run again after a crash. A record read back from the shelf may itself be where the obligation of an attempt
 * stands that was started from the deliveries topic: by an earlier owner, which may have died, or at the head of an ordered lane,
 * whose copy takes its place. It is a copy only of another one on the shelf, or of an attempt that was started here and settles
 * by itself.
 */
final class StartedAttempts {
    private static final int CAPACITY = 8192;

    private record Identity(DeliveryId delivery, int tryNumber, int attempt) {}

    private record Source(boolean shelved, long offset) {}

    /**
     * @param settles whether what comes of it is handed over without a record on the shelf
     */
    private record Start(Source source, boolean settles) {}

    private final Map<Identity, Start> started = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Start> eldest) {
            return size() > CAPACITY;
        }
    };

    void refill(List<StartedAttempt> earlier) {
        earlier.forEach(one -> started.putIfAbsent(
                new Identity(one.delivery(), one.tryNumber(), one.attempt()),
                new Start(new Source(one.shelved(), one.offset()), false)));
    }

    /**
     * @param ordered whether a retry keeps its place in its lane
     */
    void start(Admitted admitted, boolean ordered) {
        started.putIfAbsent(identity(admitted), new Start(source(admitted), !ordered));
    }

    boolean isCopy(Admitted admitted) {
        Start first = started.get(identity(admitted));
        return first != null
                && !first.source().equals(source(admitted))
                && (first.source().shelved() || first.settles() || !admitted.isShelved());
    }

    private static Identity identity(Admitted admitted) {
        Delivery delivery = admitted.delivery();
        return new Identity(delivery.id(), delivery.tryNumber(), delivery.attempt());
    }

    private static Source source(Admitted admitted) {
        return new Source(admitted.isShelved(), admitted.offset());
    }
}
