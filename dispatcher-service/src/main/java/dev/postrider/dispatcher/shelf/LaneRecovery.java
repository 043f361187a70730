package dev.postrider.dispatcher.shelf;

import dev.postrider.common.wire.LaneCodec;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.lane.LaneKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where an assigned partition's lanes stand, before anything of it is delivered, and then goes on watching: a record
 * that a former owner writes late must not be the last word about a lane. A thread of its own owns its consumers.
 */
public final class LaneRecovery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRecovery.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final long MAX_REMEMBERED = 8192;

    private final Consumer<byte[], byte[]> lanes;
    private final Supplier<Consumer<byte[], byte[]>> attempts;
    private final Topics topics;
    private final RecoveryAnswers answers;
    private final InstantSource clock;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Map<Integer, Watched> watched = new HashMap<>();

    /** The epoch for which each partition was asked last: a command that is tried again may have been overtaken. */
    private final Map<Integer, Long> wanted = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    private sealed interface Command {
        record Recover(int partition, long epoch, long groupGeneration) implements Command {}

        record Forget(int partition) implements Command {}
    }

    private record Watched(long epoch, long generation) {}

    /**
     * @param lanes a consumer without a group; closed by this one
     * @param attempts makes another such consumer, for each recovery
     */
    public LaneRecovery(
            Consumer<byte[], byte[]> lanes,
            Supplier<Consumer<byte[], byte[]>> attempts,
            Topics topics,
            RecoveryAnswers answers,
            InstantSource clock) {
        this.lanes = lanes;
        this.attempts = attempts;
        this.topics = topics;
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * Asks for a partition, from any thread.
     *
     * @param groupGeneration of the consumer group, which grows with each rebalance
     */
    public void recover(int partition, long epoch, long groupGeneration) {
        wanted.put(partition, epoch);
        commands.add(new Command.Recover(partition, epoch, groupGeneration));
    }

    /** Ends the watch over a partition, from any thread. */
    public void forget(int partition) {
        wanted.remove(partition);
        commands.add(new Command.Forget(partition));
    }

    public void stop() {
        stopping = true;
        lanes.wakeup();
    }

    @Override
    public void run() {
        try (lanes) {
            while (!stopping) {
                Command command = watched.isEmpty() ? commands.poll(100, TimeUnit.MILLISECONDS) : commands.poll();
                if (command != null) {
                    obey(command);
                }
                if (!watched.isEmpty()) {
                    lanes.poll(POLL).forEach(this::watch);
                }
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void obey(Command command) throws InterruptedException {
        try {
            switch (command) {
                case Command.Recover recover -> {
                    if (Objects.equals(wanted.get(recover.partition()), recover.epoch())) {
                        recover(recover);
                    }
                }
                case Command.Forget(int partition) -> {
                    if (!wanted.containsKey(partition)) {
                        watched.remove(partition);
                        assign();
                    }
                }
            }
        } catch (RetriableException e) {
            LOG.atWarn().setCause(e).log("Where lanes stand cannot be read; their partition waits");
            Thread.sleep(RETRY);
            commands.add(command);
        }
    }

    private void recover(Command.Recover asked) {
        TopicPartition partition = new TopicPartition(topics.lanes(), asked.partition());
        TopicPartition shelf = new TopicPartition(topics.shelf(), asked.partition());
        Set<TopicPartition> assigned = new HashSet<>(lanes.assignment());
        assigned.add(partition);
        lanes.assign(assigned);
        lanes.seekToBeginning(List.of(partition));
        long end = lanes.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Map<LaneKey, LaneRecord> last = new HashMap<>();
        Set<LaneKey> overruled = new HashSet<>();
        long highest = 0;
        while (!stopping && lanes.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : lanes.poll(POLL)) {
                if (record.partition() != asked.partition()) {
                    watch(record);
                    continue;
                }
                LaneRecord lane = decode(record);
                if (lane != null) {
                    highest = Math.max(highest, lane.generation());
                    LaneKey key = new LaneKey(lane.webhook(), lane.orderingKey());
                    LaneRecord before = last.get(key);
                    if (before == null || lane.generation() >= before.generation()) {
                        last.put(key, lane);
                        overruled.remove(key);
                    } else {
                        // A former owner's late record: compaction would keep it rather than the one that counts.
                        overruled.add(key);
                    }
                }
            }
        }
        long generation = Math.max(highest + 1, asked.groupGeneration());
        long shelfEnd = lanes.endOffsets(List.of(shelf)).getOrDefault(shelf, 0L);
        watched.put(asked.partition(), new Watched(asked.epoch(), generation));
        answers.recovered(new Recovered(
                asked.partition(),
                asked.epoch(),
                generation,
                shelfEnd,
                last.values().stream().filter(lane -> lane.behind() != null).toList(),
                started(asked.partition())));
        overruled.forEach(key -> answers.intruded(asked.partition(), asked.epoch(), key));
    }

    private void watch(ConsumerRecord<byte[], byte[]> record) {
        Watched own = watched.get(record.partition());
        LaneRecord lane = own == null ? null : decode(record);
        if (own != null && lane != null && lane.generation() < own.generation()) {
            answers.intruded(record.partition(), own.epoch(), new LaneKey(lane.webhook(), lane.orderingKey()));
        }
    }

    private void assign() {
        lanes.assign(watched.keySet().stream()
                .map(number -> new TopicPartition(topics.lanes(), number))
                .toList());
    }

    /** Null for a record that is none of ours: it can say nothing about a lane. */
    private static @Nullable LaneRecord decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return LaneCodec.decode(record);
        } catch (UnreadableRecordException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("Passed over a record that says nothing of a lane");
            return null;
        }
    }

    /** The attempts that were logged within the last half minute. */
    private List<StartedAttempt> started(int number) {
        TopicPartition partition = new TopicPartition(topics.attempts(), number);
        List<StartedAttempt> started = new ArrayList<>();
        try (Consumer<byte[], byte[]> tail = attempts.get()) {
            tail.assign(List.of(partition));
            long end = tail.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long since = clock.instant().minus(REMEMBERED).toEpochMilli();
            OffsetAndTimestamp first =
                    tail.offsetsForTimes(Map.of(partition, since)).get(partition);
            if (first == null) {
                return started;
            }
            tail.seek(partition, Math.max(first.offset(), end - MAX_REMEMBERED));
            while (!stopping && tail.position(partition) < end) {
                tail.poll(POLL).forEach(record -> add(started, record));
            }
        }
        return started;
    }

    private void add(List<StartedAttempt> started, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (LogCodec.decode(record) instanceof LogRecord.Attempted attempted) {
                Position source = attempted.source();
                if (source != null) {
                    started.add(new StartedAttempt(
                            attempted.subject().delivery(),
                            attempted.subject().tryNumber(),
                            attempted.subject().attempt(),
                            source.topic().equals(topics.shelf()),
                            source.offset()));
                }
            }
        } catch (UnreadableRecordException e) {
            LOG.atDebug().setCause(e).log("Passed over a log record that this version does not know");
        }
    }
}
