package dev.postrider.dispatcher.fanout;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What fan-out has done since its start, once the broker had all of it. Written by fan-out's thread, read by any. */
public final class FanOutCounts {
    private final Map<Slice.End, AtomicLong> events = new EnumMap<>(Slice.End.class);
    private final AtomicLong deliveries = new AtomicLong();

    private final Map<Slice.End, Long> roundEvents = new EnumMap<>(Slice.End.class);
    private long roundDeliveries;

    FanOutCounts() {
        for (Slice.End end : Slice.End.values()) {
            events.put(end, new AtomicLong());
        }
    }

    /** A slice is produced; nothing counts before its round is acknowledged. */
    void produced(Slice slice) {
        roundEvents.merge(slice.end(), 1L, Long::sum);
        roundDeliveries += slice.deliveries();
    }

    /** All slices of the round are acknowledged. */
    void acknowledged() {
        roundEvents.forEach((end, count) -> events(end).addAndGet(count));
        deliveries.addAndGet(roundDeliveries);
        forgotten();
    }

    /** The round's slices are to be produced again. */
    void forgotten() {
        roundEvents.clear();
        roundDeliveries = 0;
    }

    public long fannedOut() {
        return events(Slice.End.FANNED_OUT).get();
    }

    public long scheduled() {
        return events(Slice.End.SCHEDULED).get();
    }

    public long rejected() {
        return events(Slice.End.REJECTED).get();
    }

    public long dropped() {
        return events(Slice.End.DROPPED).get();
    }

    public long deliveries() {
        return deliveries.get();
    }

    private AtomicLong events(Slice.End end) {
        return Objects.requireNonNull(events.get(end));
    }
}
