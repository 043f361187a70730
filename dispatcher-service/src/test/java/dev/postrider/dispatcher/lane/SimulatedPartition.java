package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LaneRecord.Behind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a broker, the endpoints behind it, and a dispatcher that may crash at any moment: the real lanes, everything
 * else in memory. Time stands still unless it is moved.
 */
final class SimulatedPartition implements LanePort, Starter {
    private static final TopicPartition DELIVERIES = new TopicPartition("deliveries", 0);
    private static final TopicPartition SHELF = new TopicPartition("shelf", 0);
    private static final int MAX_ATTEMPTS = 4;

    private final LaneSettings settings;
    private final Map<LaneKey, Webhook> webhooks;
    private final Random random;

    // What survives a crash.
    final List<Delivery> deliveries = new ArrayList<>();
    final Set<Long> completedDeliveries = new HashSet<>();
    final List<Delivery> shelf = new ArrayList<>();
    final Map<LaneKey, Behind> records = new HashMap<>();
    private long trimmedBelow;

    // What was seen from outside.
    private final Map<LaneKey, List<String>> order = new HashMap<>();
    final List<Delivery> sent = new ArrayList<>();
    final Map<String, String> ends = new HashMap<>();
    int recordsWritten;
    /** Deliveries that went from the shelf to its end. */
    int moved;

    // What a crash takes.
    private Lanes lanes;
    private long epoch;
    private long received;
    private final Deque<Admitted> backlog = new ArrayDeque<>();
    final List<Admitted> underWay = new ArrayList<>();
    final Deque<Runnable> broker = new ArrayDeque<>();

    long nanos = 1;

    /** Why deliveries are held, of all webhooks or of this one alone. */
    @Nullable HeldReason held;

    @Nullable WebhookId heldWebhook;

    /** What the judge says is over. */
    final Set<DeliveryId> cancelled = new HashSet<>();

    /** Until the next attempt of an ordered lane's head. */
    Duration headDelay = Duration.ofMillis(50);

    SimulatedPartition(LaneSettings settings, Map<LaneKey, Webhook> webhooks, Random random) {
        this.settings = settings;
        this.webhooks = webhooks;
        this.random = random;
        this.lanes = start();
    }

    Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    Lanes lanes() {
        return lanes;
    }

    /** Kills the dispatcher; what it had asked of the broker may or may not have got there. */
    void crash() {
        int arrives = broker.isEmpty() ? 0 : random.nextInt(broker.size() + 1);
        for (int i = 0; i < arrives; i++) {
            broker.remove().run();
        }
        broker.clear();
        underWay.clear();
        backlog.clear();
        lanes = start();
    }

    private Lanes start() {
        epoch++;
        received = 0;
        Lanes started = new Lanes(settings, this, new OwnLimit(settings.maxInFlight()), this::now);
        List<LaneRecord> behind = records.entrySet().stream()
                .map(entry ->
                        new LaneRecord(entry.getKey().webhook(), entry.getKey().orderingKey(), 1, entry.getValue()))
                .toList();
        started.open(new PartitionId(0, epoch, epoch), shelf.size(), behind, nanos);
        return started;
    }

    void publish(Delivery delivery) {
        deliveries.add(delivery);
        order.computeIfAbsent(LaneKey.of(delivery), _ -> new ArrayList<>()).add(name(delivery));
    }

    /** Gives the dispatcher the next record that is not complete, if it takes one. */
    void receive() {
        while (received < deliveries.size() && completedDeliveries.contains(received)) {
            received++;
        }
        if (backlog.isEmpty() && received < deliveries.size()) {
            Delivery next = deliveries.get((int) received);
            backlog.add(new Admitted(Admitted.Origin.DELIVERIES, DELIVERIES, epoch, received, next, nanos));
            received++;
        }
        Admitted head = backlog.peek();
        if (head != null && lanes.offer(head, nanos)) {
            backlog.remove();
        }
    }

    void start(int maxInFlight) {
        lanes.tick(this::judge, this, nanos);
        lanes.startReady(this::judge, this, nanos);
        long done = lanes.shelfDone().getOrDefault(0, 0L);
        assertThat(done).as("what is trimmed stays trimmed").isGreaterThanOrEqualTo(trimmedBelow);
        trimmedBelow = done;
        assertThat(underWay.size()).isLessThanOrEqualTo(maxInFlight);
    }

    /** Lets the broker answer one question. */
    void answerBroker() {
        if (!broker.isEmpty()) {
            broker.remove().run();
        }
    }

    /** Lets an endpoint answer one delivery. */
    void answerEndpoint(int percentOk) {
        if (underWay.isEmpty()) {
            return;
        }
        Admitted admitted = underWay.remove(random.nextInt(underWay.size()));
        boolean ok = random.nextInt(100) < percentOk;
        answer(
                admitted,
                new AttemptOutcome.Responded(ok ? 200 : 500, Map.of(), "", Duration.ofMillis(1 + random.nextInt(20))));
    }

    /** Lets its endpoint answer this one; the broker is still to take what it came to. */
    void answer(Admitted admitted, AttemptOutcome outcome) {
        underWay.remove(admitted);
        Webhook webhook = webhook(admitted);
        lanes.answered(admitted, webhook, outcome, nanos);
        boolean retry = !outcome.isSuccess() && admitted.delivery().attempt() < MAX_ATTEMPTS;
        if (retry && webhook.pacing().ordered()) {
            Instant due = now().plus(headDelay);
            broker.add(() -> lanes.headFailed(admitted, due, nanos));
            return;
        }
        broker.add(() -> {
            if (retry) {
                // The tier gives it back at once.
                publish(admitted.delivery().nextAttempt());
            } else {
                ends.putIfAbsent(name(admitted.delivery()), outcome.isSuccess() ? "delivered" : "dead");
            }
            if (lanes.completed(admitted)) {
                complete(admitted);
            }
        });
    }

    private void complete(Admitted admitted) {
        assertThat(admitted.isShelved()).isFalse();
        assertThat(completedDeliveries.add(admitted.offset()))
                .as("deliveries@%d is completed once", admitted.offset())
                .isTrue();
    }

    private Judge.Judgement judge(Admitted admitted) {
        if (cancelled.contains(admitted.delivery().id())) {
            return new Judge.Judgement.Over(new Judge.Ending.Cancelled(CancelReason.REQUESTED));
        }
        boolean isHeld =
                heldWebhook == null || heldWebhook.equals(admitted.delivery().webhook());
        return new Judge.Judgement.Send(webhook(admitted), isHeld ? held : null);
    }

    private Webhook webhook(Admitted admitted) {
        return Objects.requireNonNull(
                webhooks.get(new LaneKey(admitted.delivery().webhook(), null)));
    }

    static String name(Delivery delivery) {
        return delivery.id().toString();
    }

    @Override
    public void send(Admitted admitted, Webhook webhook, boolean ordered) {
        if (ordered) {
            List<String> lane = Objects.requireNonNull(order.get(LaneKey.of(admitted.delivery())));
            assertThat(ends.keySet())
                    .as("what came before in an ordered lane has ended")
                    .containsAll(lane.subList(0, lane.indexOf(name(admitted.delivery()))));
        }
        sent.add(admitted.delivery());
        underWay.add(admitted);
    }

    @Override
    public void end(Admitted admitted, Judge.Ending ending) {
        broker.add(() -> {
            ends.putIfAbsent(name(admitted.delivery()), ending.toString());
            if (lanes.completed(admitted)) {
                complete(admitted);
            }
        });
    }

    @Override
    public void write(PartitionId partition, LaneKey lane, @Nullable Behind behind) {
        broker.add(() -> {
            recordsWritten++;
            if (behind == null) {
                records.remove(lane);
            } else {
                records.put(lane, behind);
            }
            lanes.written(partition, lane, behind, nanos);
        });
    }

    @Override
    public void shelve(PartitionId partition, LaneKey lane, List<Admitted> batch, HeldReason reason) {
        broker.add(() -> {
            assertThat(records)
                    .as("a record says so before anything is shelved")
                    .containsKey(lane);
            List<Long> offsets = new ArrayList<>();
            for (Admitted admitted : batch) {
                offsets.add((long) shelf.size());
                shelf.add(admitted.delivery().held(reason, now()));
                moved += admitted.isShelved() ? 1 : 0;
            }
            lanes.shelved(partition, lane, batch, SHELF, offsets, nanos);
            batch.stream().filter(one -> !one.isShelved()).forEach(this::complete);
        });
    }

    @Override
    public void read(ShelfRequest request) {
        broker.add(() -> lanes.read(page(request), nanos));
    }

    private ShelfPage page(ShelfRequest request) {
        assertThat(request.from()).as("nothing needed is trimmed").isGreaterThanOrEqualTo(trimmedBelow);
        Map<LaneKey, Integer> room = new HashMap<>();
        Map<LaneKey, Long> next = new HashMap<>();
        request.needs().forEach((lane, need) -> room.put(lane, need.room()));
        List<Admitted> taken = new ArrayList<>();
        for (long offset = request.from(); offset < request.end() && !room.isEmpty(); offset++) {
            Delivery delivery = shelf.get((int) offset);
            LaneKey lane = LaneKey.of(delivery);
            Integer left = room.get(lane);
            ShelfRequest.Need need = request.needs().get(lane);
            if (left == null || need == null || offset < need.next()) {
                continue;
            }
            if (left == 0) {
                next.put(lane, offset);
                room.remove(lane);
            } else {
                room.put(lane, left - 1);
                taken.add(new Admitted(Admitted.Origin.SHELF, SHELF, epoch, offset, delivery, nanos));
            }
        }
        room.keySet().forEach(lane -> next.put(lane, request.end()));
        return new ShelfPage(request.partition(), taken, next);
    }
}
