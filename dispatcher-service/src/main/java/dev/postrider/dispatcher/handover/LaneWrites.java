package dev.postrider.dispatcher.handover;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LaneCodec;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneAnswers;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort;
import dev.postrider.dispatcher.lane.ShelfRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Writes the shelf and where lanes stand. What was asked under an assignment that is over is dropped. */
public final class LaneWrites implements LanePort {
    private final HandOver handOver;
    private final Producers producers;
    private final Predicate<PartitionId> isCurrent;
    private final LaneAnswers answers;
    private final Consumer<ShelfRequest> reader;
    private final InstantSource clock;

    /**
     * @param answers told on a producer's thread
     * @param reader takes requests to read back; returns at once
     */
    public LaneWrites(
            HandOver handOver,
            Producers producers,
            Predicate<PartitionId> isCurrent,
            LaneAnswers answers,
            Consumer<ShelfRequest> reader,
            InstantSource clock) {
        this.handOver = handOver;
        this.producers = producers;
        this.isCurrent = isCurrent;
        this.answers = answers;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public void write(PartitionId partition, LaneKey lane, @Nullable Behind behind) {
        handOver.accept(new Standing(partition, lane, behind));
    }

    @Override
    public void shelve(PartitionId partition, LaneKey lane, List<Admitted> batch, HeldReason reason) {
        handOver.accept(new Batch(partition, lane, batch, reason));
    }

    @Override
    public void read(ShelfRequest request) {
        reader.accept(request);
    }

    private final class Standing implements Job {
        private final PartitionId partition;
        private final LaneKey lane;
        private final @Nullable Behind behind;

        Standing(PartitionId partition, LaneKey lane, @Nullable Behind behind) {
            this.partition = partition;
            this.lane = lane;
            this.behind = behind;
        }

        @Override
        public CompletableFuture<?> produce() {
            if (!isCurrent.test(partition)) {
                return CompletableFuture.completedFuture(null);
            }
            LaneRecord record = new LaneRecord(lane.webhook(), lane.orderingKey(), partition.generation(), behind);
            return producers.oblige(LaneCodec.encode(producers.topics(), partition.number(), record));
        }

        @Override
        public void acknowledged() {
            answers.written(partition, lane, behind);
        }

        @Override
        public String about() {
            return "lane " + lane;
        }
    }

    /**
     * Deliveries for the shelf. Their order there is their order of delivery: after a refusal everything from the first refused
     * one on is written again, and the copies are known by their ids.
     */
    private final class Batch implements Job {
        private final PartitionId partition;
        private final LaneKey lane;
        private final List<Admitted> batch;
        private final List<Entry> entries = new ArrayList<>();

        private record Entry(Delivery held, @Nullable LogRecord record, Acknowledged shelved, Acknowledged told) {}

        Batch(PartitionId partition, LaneKey lane, List<Admitted> batch, HeldReason reason) {
            this.partition = partition;
            this.lane = lane;
            this.batch = batch;
            Instant now = clock.instant();
            for (Admitted admitted : batch) {
                Delivery delivery = admitted.delivery();
                Delivery.Hold before = delivery.hold();
                boolean isNews = before == null || before.reason() != reason;
                entries.add(new Entry(
                        delivery.held(reason, now),
                        isNews ? new LogRecord.Held(Subject.of(delivery), now, reason) : null,
                        new Acknowledged(),
                        new Acknowledged()));
            }
        }

        @Override
        public CompletableFuture<?> produce() {
            if (!isCurrent.test(partition)) {
                return CompletableFuture.completedFuture(null);
            }
            List<CompletableFuture<RecordMetadata>> all = new ArrayList<>();
            boolean again = false;
            for (Entry entry : entries) {
                again |= entry.shelved().isRefused();
                if (again) {
                    entry.shelved().forget();
                }
                all.add(entry.shelved()
                        .orProduce(() -> producers.oblige(
                                DeliveryCodec.encode(producers.topics().shelf(), entry.held()))));
                LogRecord record = entry.record();
                if (record != null) {
                    all.add(entry.told().orProduce(() -> producers.tell(record)));
                }
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        }

        @Override
        public void acknowledged() {
            if (entries.stream().anyMatch(entry -> entry.shelved().isRefused())) {
                return;
            }
            List<Long> offsets = entries.stream()
                    .map(entry -> entry.shelved().acknowledged().offset())
                    .toList();
            answers.shelved(
                    partition,
                    lane,
                    batch,
                    new TopicPartition(producers.topics().shelf(), partition.number()),
                    offsets);
        }

        @Override
        public String about() {
            return batch.size() + " deliveries of lane " + lane + " for the shelf";
        }
    }
}
