package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import org.apache.kafka.common.TopicPartition;

/**
 * A delivery that was received and is not complete.
 *
 * @param origin the topic from which it came this time
 * @param source where its record stands
 * @param epoch of the assignment under which it was received; another epoch must not complete it
 * @param receivedNanos by {@link System#nanoTime}
 */
public record Admitted(
        Origin origin, TopicPartition source, long epoch, long offset, Delivery delivery, long receivedNanos) {

    /** The two topics that deliveries are received from. */
    public enum Origin {
        DELIVERIES,
        SHELF
    }

    /** The number that its partition has on every topic. */
    public int partition() {
        return source.partition();
    }

    public boolean isShelved() {
        return origin == Origin.SHELF;
    }

    LaneKey lane() {
        return LaneKey.of(delivery);
    }

    /** The same record, standing before the attempt that follows a failed one. */
    Admitted nextAttempt() {
        return new Admitted(origin, source, epoch, offset, delivery.nextAttempt(), receivedNanos);
    }

    /** The same record with the number that its next attempt really has. */
    Admitted atAttempt(int attempt) {
        Admitted next = this;
        while (next.delivery().attempt() < attempt) {
            next = next.nextAttempt();
        }
        return next;
    }

    /** The same delivery, where its copy on the shelf stands. */
    Admitted onShelf(TopicPartition shelf, long at) {
        return new Admitted(Origin.SHELF, shelf, epoch, at, delivery, receivedNanos);
    }
}
