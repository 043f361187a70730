package dev.postrider.dispatcher.lane;

import dev.postrider.common.id.WebhookId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The lanes of the webhooks that have something to do; idle ones are dropped, so memory follows the active ones. Starts go
 * round the lanes, one each, under the limit of the whole process. Belongs to the thread that owns the consumer.
 */
public final class Lanes {
    private final Map<WebhookId, Lane> lanes = new HashMap<>();
    /** Lanes that may be able to start, in the order of their turn; one may stand here although it cannot. */
    private final SequencedSet<WebhookId> turns = new LinkedHashSet<>();

    private final int capacity;
    private final int concurrency;
    private final int maxInFlight;
    private int inFlight;

    /**
     * @param capacity of each lane's queue
     * @param concurrency in flight for each lane
     * @param maxInFlight in flight for all
     */
    public Lanes(int capacity, int concurrency, int maxInFlight) {
        this.capacity = capacity;
        this.concurrency = concurrency;
        this.maxInFlight = maxInFlight;
    }

    /** Queues a delivery in its webhook's lane; false if that queue is full. */
    public boolean offer(Admitted admitted) {
        WebhookId webhook = admitted.delivery().webhook();
        Lane lane = lanes.computeIfAbsent(webhook, _ -> new Lane(capacity, concurrency));
        boolean taken = lane.offer(admitted);
        if (taken && lane.canStart()) {
            turns.add(webhook);
        }
        return taken;
    }

    /** Starts all that may start now. */
    public void startReady(Consumer<Admitted> starter) {
        while (inFlight < maxInFlight && !turns.isEmpty()) {
            WebhookId webhook = turns.removeFirst();
            Lane lane = lanes.get(webhook);
            if (lane != null && lane.canStart()) {
                Admitted next = lane.start();
                inFlight++;
                if (lane.canStart()) {
                    turns.add(webhook);
                }
                starter.accept(next);
            }
        }
    }

    /** Counts a started delivery as no longer in flight. */
    public void release(WebhookId webhook) {
        Lane lane = lanes.get(webhook);
        if (lane == null) {
            throw new IllegalStateException("released a delivery of webhook " + webhook + ", which has no lane");
        }
        lane.release();
        inFlight--;
        if (lane.canStart()) {
            turns.add(webhook);
        } else if (lane.isIdle()) {
            lanes.remove(webhook);
        }
    }

    /** Forgets queued deliveries; what is in flight stays. */
    public void drop(Predicate<Admitted> which) {
        lanes.values().removeIf(lane -> {
            lane.drop(which);
            return lane.isIdle();
        });
        turns.removeIf(webhook -> !lanes.containsKey(webhook));
    }

    public int inFlight() {
        return inFlight;
    }

    /** How many webhooks have something queued or in flight. */
    public int active() {
        return lanes.size();
    }
}
