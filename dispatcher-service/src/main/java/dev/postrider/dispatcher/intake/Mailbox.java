package dev.postrider.dispatcher.intake;

import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneAnswers;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import dev.postrider.dispatcher.lane.ShelfPage;
import dev.postrider.dispatcher.shelf.Recovered;
import dev.postrider.dispatcher.shelf.RecoveryAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Brings what other threads have to tell to the one that owns the consumer. Bounded by what can be under way: each message
 * answers something that was asked.
 */
public final class Mailbox implements LaneAnswers, RecoveryAnswers {
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();

    /** An exchange is over; what it came to is not handed over yet. */
    public void answered(Finished.Attempted attempted) {
        messages.add(new Message.Answered(attempted));
    }

    /** What a delivery came to is handed over. */
    public void complete(Finished finished) {
        messages.add(new Message.Completed(finished));
    }

    @Override
    public void written(PartitionId partition, LaneKey lane, @Nullable Behind behind) {
        messages.add(new Message.Written(partition, lane, behind));
    }

    @Override
    public void shelved(
            PartitionId partition, LaneKey lane, List<Admitted> batch, TopicPartition shelf, List<Long> offsets) {
        messages.add(new Message.Shelved(partition, lane, batch, shelf, offsets));
    }

    /** A page of the shelf was read. */
    public void read(ShelfPage page) {
        messages.add(new Message.Read(page));
    }

    @Override
    public void recovered(Recovered what) {
        messages.add(new Message.PartitionRecovered(what));
    }

    @Override
    public void intruded(int partition, long epoch, LaneKey lane) {
        messages.add(new Message.Intruded(partition, epoch, lane));
    }

    /**
     * Takes all that is there; if nothing is, waits first. It does not wake up for the first message: many come in a
     * millisecond, and a turn of the loop for each would cost more than all they bring.
     */
    List<Message> take(Duration pause) throws InterruptedException {
        if (messages.isEmpty() && !pause.isZero()) {
            LockSupport.parkNanos(pause.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        List<Message> taken = new ArrayList<>();
        for (Message next = messages.poll(); next != null; next = messages.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
