package dev.postrider.dispatcher.follow;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions from their beginning, goes on following them, and asks for their ends every 250 ms so that everyone knows how
 * old the views are. A thread of its own owns the consumer.
 *
 * <p>No partition waits for another: an end that is slow to come, or a beginning that is long to read, makes only its own view
 * old.
 */
public final class TopicFollower implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration ASK_INTERVAL = Duration.ofMillis(250);
    /** After which a question counts as not answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofMillis(50);
    /** While an end is awaited: whether it is reached should be known soon. */
    private static final Duration SHORT_POLL = Duration.ofMillis(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Function<Set<TopicPartition>, Map<TopicPartition, Future<Long>>> ends;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, Followed> followed = new HashMap<>();
    private volatile boolean stopping;

    private sealed interface Command {
        record Follow(TopicPartition partition, PartitionView view) implements Command {}

        record Leave(TopicPartition partition, PartitionView view) implements Command {}
    }

    /**
     * @param consumer without a group; closed by this follower
     * @param ends asks where partitions end, as {@link EndOffsets#ask} does
     */
    public TopicFollower(
            Consumer<byte[], byte[]> consumer, Function<Set<TopicPartition>, Map<TopicPartition, Future<Long>>> ends) {
        this.consumer = consumer;
        this.ends = ends;
    }

    /** Starts to follow a partition, from any thread; a view that was kept of it before hears no more of it. */
    public void follow(TopicPartition partition, PartitionView view) {
        commands.add(new Command.Follow(partition, view));
    }

    /** Ends it, from any thread, if it is still that view for which it is followed. */
    public void leave(TopicPartition partition, PartitionView view) {
        commands.add(new Command.Leave(partition, view));
    }

    /** Asks the follower to end. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws KafkaException if the broker says what no retry mends
     */
    @Override
    public void run() {
        try (consumer) {
            while (!stopping) {
                turn();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        Command command = followed.isEmpty() ? commands.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS) : commands.poll();
        for (; command != null; command = commands.poll()) {
            obey(command);
        }
        if (followed.isEmpty()) {
            return;
        }
        try {
            ask();
            boolean awaited = followed.values().stream().anyMatch(Followed::isAwaited);
            take(consumer.poll(awaited ? SHORT_POLL : POLL));
            followed.forEach(this::look);
        } catch (OffsetOutOfRangeException e) {
            readAgain(e);
        } catch (RetriableException e) {
            LOG.atWarn().setCause(e).log("A topic cannot be followed; trying again");
            Thread.sleep(ASK_INTERVAL);
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Follow(TopicPartition partition, PartitionView view) -> {
                followed.put(partition, new Followed(view));
                consumer.assign(followed.keySet());
                consumer.seekToBeginning(List.of(partition));
            }
            case Command.Leave(TopicPartition partition, PartitionView view) -> {
                Followed left = followed.get(partition);
                if (left != null && left.view.equals(view)) {
                    followed.remove(partition);
                    consumer.assign(followed.keySet());
                }
            }
        }
    }

    private void ask() {
        long now = System.nanoTime();
        Set<TopicPartition> due = new HashSet<>();
        followed.forEach((partition, one) -> {
            if (one.isDue(now)) {
                due.add(partition);
            }
        });
        if (!due.isEmpty()) {
            ends.apply(due).forEach((partition, answer) -> {
                Followed one = followed.get(partition);
                if (one != null) {
                    one.asked(answer, now);
                }
            });
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Followed one = followed.get(partition);
            if (one != null) {
                records.records(partition).forEach(one.view::take);
            }
        }
    }

    private void look(TopicPartition partition, Followed one) {
        try {
            one.reached(partition, consumer.position(partition, Duration.ZERO));
        } catch (RetriableException e) {
            // Where its beginning is has not been answered yet.
            LOG.atDebug()
                    .addKeyValue("partition", partition)
                    .setCause(e)
                    .log("It is not known yet where to read a partition");
        }
    }

    /**
     * What retention deletes while a partition is being read for the first time is not needed.
     *
     * @throws OffsetOutOfRangeException if records are gone from behind a view that had reached the end
     */
    private void readAgain(OffsetOutOfRangeException e) {
        Set<TopicPartition> gone = e.offsetOutOfRangePartitions().keySet();
        if (gone.stream().map(followed::get).anyMatch(one -> one != null && one.isRead)) {
            throw e;
        }
        LOG.atInfo().addKeyValue("partitions", gone).log("Reads partitions from their beginning, which has moved");
        consumer.seekToBeginning(gone);
    }

    /** A followed partition: a question under way, or an end to be reached, or neither until the next question. */
    private static final class Followed {
        private static final long UNKNOWN = -1;

        private final PartitionView view;
        private @Nullable Future<Long> question;
        private long end = UNKNOWN;
        private long askedNanos = System.nanoTime() - ASK_INTERVAL.toNanos();
        private boolean isRead;

        Followed(PartitionView view) {
            this.view = view;
        }

        boolean isAwaited() {
            return question != null || end != UNKNOWN;
        }

        boolean isDue(long now) {
            return !isAwaited() && now - askedNanos >= ASK_INTERVAL.toNanos();
        }

        void asked(Future<Long> answer, long nanos) {
            question = answer;
            askedNanos = nanos;
        }

        void reached(TopicPartition partition, long position) {
            view.reached(position);
            hear(partition);
            if (end != UNKNOWN && position >= end) {
                end = UNKNOWN;
                isRead = true;
                view.confirm(askedNanos);
            }
        }

        private void hear(TopicPartition partition) {
            Future<Long> answer = question;
            if (answer == null) {
                return;
            }
            if (!answer.isDone()) {
                if (System.nanoTime() - askedNanos >= PATIENCE.toNanos()) {
                    isNotTold(partition, null);
                }
                return;
            }
            question = null;
            if (answer.state() == Future.State.SUCCESS) {
                end = answer.resultNow();
            } else if (answer.exceptionNow() instanceof RetriableException e) {
                isNotTold(partition, e);
            } else {
                throw EndOffsets.refused(partition, answer.exceptionNow());
            }
        }

        /** It is asked again. */
        private void isNotTold(TopicPartition partition, @Nullable Throwable why) {
            question = null;
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .setCause(why)
                    .log("The broker does not tell where a partition ends; nothing starts that depends on it");
        }
    }
}
