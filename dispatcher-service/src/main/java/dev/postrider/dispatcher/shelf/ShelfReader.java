package dev.postrider.dispatcher.shelf;

import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import dev.postrider.dispatcher.lane.ShelfPage;
import dev.postrider.dispatcher.lane.ShelfRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads deliveries back from the shelf for all lanes of a partition in one pass: from the lowest offset that a lane wants, passing
 * the records of others undecoded, until no lane has room. What was fetched beyond stays for the next request, so a lane that
 * is worked off steadily is read once.
 */
public final class ShelfReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ShelfReader.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofMillis(250);

    /** Records passed in one request before the lanes get what was found so far. */
    private static final int MAX_PASSED = 20_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final UnreadableRecords unreadable;
    private final Predicate<PartitionId> isCurrent;
    private final java.util.function.Consumer<ShelfPage> pages;
    private final BlockingQueue<ShelfRequest> requests = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> fetched = new HashMap<>();
    private volatile boolean stopping;

    /**
     * @param consumer without a group; closed by this reader
     * @param isCurrent whether a partition is still owned under the assignment of a request
     * @param pages takes what was read; called on the reader's thread
     */
    public ShelfReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            UnreadableRecords unreadable,
            Predicate<PartitionId> isCurrent,
            java.util.function.Consumer<ShelfPage> pages) {
        this.consumer = consumer;
        this.topic = topic;
        this.unreadable = unreadable;
        this.isCurrent = isCurrent;
        this.pages = pages;
    }

    /** Takes a request, from any thread. One of a partition is answered before the next is made. */
    public void accept(ShelfRequest request) {
        requests.add(request);
    }

    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if records that a lane still needs are gone
     */
    @Override
    public void run() {
        try (consumer) {
            while (!stopping) {
                ShelfRequest request = requests.poll(100, TimeUnit.MILLISECONDS);
                if (request != null) {
                    answer(request);
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

    private void answer(ShelfRequest request) throws InterruptedException {
        if (!isCurrent.test(request.partition())) {
            leave(request.partition());
            return;
        }
        Pass pass = new Pass(request);
        try {
            read(request, pass);
        } catch (OffsetOutOfRangeException e) {
            if (isCurrent.test(request.partition())) {
                throw e;
            }
            // The next owner has worked it off.
            leave(request.partition());
            return;
        } catch (RetriableException e) {
            LOG.atWarn()
                    .addKeyValue("partition", request.partition().number())
                    .setCause(e)
                    .log("The shelf cannot be read; trying again");
            Thread.sleep(RETRY);
        }
        pages.accept(pass.page());
    }

    /** Forgets a partition that was given away. */
    private void leave(PartitionId id) {
        TopicPartition partition = new TopicPartition(topic, id.number());
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        if (assigned.remove(partition)) {
            consumer.assign(assigned);
        }
        fetched.remove(partition);
    }

    private void read(ShelfRequest request, Pass pass) {
        TopicPartition partition = new TopicPartition(topic, request.partition().number());
        Deque<ConsumerRecord<byte[], byte[]>> ready = position(partition, request.from());
        int passed = 0;
        while (pass.wants() && pass.position() < request.end() && passed++ < MAX_PASSED && !stopping) {
            if (ready.isEmpty()) {
                ready.addAll(consumer.poll(POLL).records(partition));
                if (ready.isEmpty()) {
                    // Compaction or trimming may have left nothing up to here, or the broker is slow: both are asked
                    // again.
                    pass.reach(Math.min(consumer.position(partition), request.end()));
                    return;
                }
            }
            ConsumerRecord<byte[], byte[]> next = ready.remove();
            if (!pass.take(next)) {
                ready.addFirst(next);
                return;
            }
        }
    }

    /** Lets only that partition be read, from that offset; what was fetched before is kept if it goes on from there. */
    private Deque<ConsumerRecord<byte[], byte[]>> position(TopicPartition partition, long from) {
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        if (assigned.add(partition)) {
            consumer.assign(assigned);
            consumer.seek(partition, from);
        }
        consumer.pause(consumer.assignment());
        consumer.resume(List.of(partition));
        Deque<ConsumerRecord<byte[], byte[]>> ready = fetched.computeIfAbsent(partition, _ -> new ArrayDeque<>());
        while (!ready.isEmpty() && ready.getFirst().offset() < from) {
            ready.removeFirst();
        }
        boolean continues = from
                == (ready.isEmpty()
                        ? consumer.position(partition)
                        : ready.getFirst().offset());
        if (!continues) {
            ready.clear();
            consumer.seek(partition, from);
        }
        return ready;
    }

    /** One pass over a partition: what the lanes have got, and where each of them goes on. */
    private final class Pass {
        private final ShelfRequest request;
        private final Map<String, Map<LaneKey, Wanting>> byWebhook = new HashMap<>();
        private final Map<LaneKey, Long> next = new HashMap<>();
        private final List<Admitted> taken = new ArrayList<>();
        private int wanting;
        private long takenBytes;
        private long position;

        private static final class Wanting {
            private final long from;
            private int room;

            Wanting(long from, int room) {
                this.from = from;
                this.room = room;
            }
        }

        Pass(ShelfRequest request) {
            this.request = request;
            this.position = request.from();
            request.needs().forEach((lane, need) -> {
                byWebhook
                        .computeIfAbsent(lane.webhook().toString(), _ -> new HashMap<>())
                        .put(lane, new Wanting(need.next(), need.room()));
                next.put(lane, need.next());
            });
            this.wanting = request.needs().size();
        }

        boolean wants() {
            return wanting > 0;
        }

        long position() {
            return position;
        }

        void reach(long offset) {
            position = Math.max(position, offset);
        }

        /** Gives a record to its lane or passes it; false if nobody wants any more. */
        boolean take(ConsumerRecord<byte[], byte[]> record) {
            Map<LaneKey, Wanting> lanes =
                    record.key() == null ? null : byWebhook.get(new String(record.key(), StandardCharsets.ISO_8859_1));
            if (lanes != null) {
                LaneKey lane = keyOf(record, lanes.keySet().iterator().next());
                Wanting need = lanes.get(lane);
                if (need != null && record.offset() >= need.from) {
                    if (!taken.isEmpty() && takenBytes >= request.bytes()) {
                        return false;
                    }
                    if (need.room == 0) {
                        full(lane, lanes, record.offset());
                        if (wanting == 0) {
                            return false;
                        }
                    } else {
                        need.room--;
                        takenBytes += record.serializedValueSize();
                        admit(record);
                    }
                }
            }
            position = record.offset() + 1;
            return true;
        }

        private void admit(ConsumerRecord<byte[], byte[]> record) {
            try {
                taken.add(new Admitted(
                        Admitted.Origin.SHELF,
                        new TopicPartition(record.topic(), record.partition()),
                        request.partition().epoch(),
                        record.offset(),
                        DeliveryCodec.decode(record),
                        System.nanoTime()));
            } catch (UnreadableRecordException e) {
                unreadable.putAside(record, e);
            }
        }

        private void full(LaneKey lane, Map<LaneKey, Wanting> lanes, long offset) {
            lanes.remove(lane);
            next.put(lane, offset);
            wanting--;
            if (lanes.isEmpty()) {
                byWebhook.remove(lane.webhook().toString());
            }
        }

        ShelfPage page() {
            byWebhook.values().forEach(lanes -> lanes.keySet().forEach(lane -> next.merge(lane, position, Math::max)));
            return new ShelfPage(request.partition(), taken, next);
        }
    }

    private static LaneKey keyOf(ConsumerRecord<byte[], byte[]> record, LaneKey ofSameWebhook) {
        var key = record.headers().lastHeader(HeaderNames.ORDERING_KEY);
        return new LaneKey(
                ofSameWebhook.webhook(), key == null ? null : new String(key.value(), StandardCharsets.UTF_8));
    }
}
