package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import org.apache.kafka.common.TopicPartition;

/**
 * A delivery that was received and is not complete.
 *
 * @param epoch of the assignment under which it was received; another epoch must not complete it
 */
public record Admitted(TopicPartition partition, long epoch, long offset, Delivery delivery) {}
