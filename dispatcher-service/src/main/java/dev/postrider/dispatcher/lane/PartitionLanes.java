package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The lanes of one partition under one assignment, and what is read back for them. Belongs to the thread that owns the consumer. */
final class PartitionLanes {
    final PartitionId id;
    private final LaneSettings settings;
    private final LanePort port;
    private final InstantSource clock;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    /** Those whose records may be on the shelf. */
    private final Set<Lane> behind = new LinkedHashSet<>();

    private final Map<WebhookId, Gate> gates = new HashMap<>();

    /** Past the last record of the shelf that is known. */
    private long shelfEnd;

    private final MeanSize sizes = new MeanSize();
    private boolean reading;
    private boolean closing;

    PartitionLanes(PartitionId id, long shelfEnd, LaneSettings settings, LanePort port, InstantSource clock) {
        this.id = id;
        this.shelfEnd = shelfEnd;
        this.settings = settings;
        this.port = port;
        this.clock = clock;
    }

    void recover(List<LaneRecord> records, long now) {
        for (LaneRecord record : records) {
            Behind left = record.behind();
            if (left != null) {
                Lane lane = lane(new LaneKey(record.webhook(), record.orderingKey()), now);
                lane.recover(left, shelfEnd, now);
                track(lane);
            }
        }
    }

    /** The lane of a key, made if there is none. */
    Lane lane(LaneKey key, long now) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            Gate gate = gates.computeIfAbsent(key.webhook(), _ -> new Gate(settings, now));
            gate.gainLane();
            lane = new Lane(key, gate, id, settings, port, clock);
            lanes.put(key, lane);
        }
        return lane;
    }

    @Nullable Lane find(LaneKey key) {
        return lanes.get(key);
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    Collection<Gate> gates() {
        return gates.values();
    }

    /** The lane that has taken an arrival; null if it has its share of the partition already. */
    @Nullable Lane offer(Admitted arrival, long now) {
        Lane lane = lane(arrival.lane(), now);
        boolean taken = lane.offer(arrival, shelfEnd, now);
        if (lane.isBehind()) {
            behind.add(lane);
        }
        return taken ? lane : null;
    }

    void shelved(LaneKey key, List<Admitted> batch, TopicPartition shelf, List<Long> offsets, long now) {
        shelfEnd = Math.max(shelfEnd, offsets.getLast() + 1);
        batch.forEach(sizes::add);
        lane(key, now).shelved(batch, shelf, offsets);
    }

    void written(LaneKey key, @Nullable Behind state, long now) {
        Lane lane = lane(key, now);
        lane.written(state, shelfEnd, now);
        track(lane);
    }

    /** Another owner's late record has followed ours. */
    void intruded(LaneKey key, long now) {
        Lane lane = lane(key, now);
        lane.writeAgain();
        track(lane);
    }

    /** Takes what was read back; the lanes that got something. */
    List<Lane> read(ShelfPage page, long now) {
        reading = false;
        page.deliveries().forEach(sizes::add);
        page.deliveries().forEach(read -> lane(read.lane(), now).takeBack(read));
        page.next().forEach((key, next) -> lane(key, now).passed(next));
        return page.next().keySet().stream().map(key -> lane(key, now)).toList();
    }

    /**
     * Asks for what lanes have room for. Where too much is in memory already, a lane that has nothing there still gets one: what
     * others hold back must not keep it waiting.
     */
    void readOn() {
        if (reading || closing) {
            return;
        }
        long bytesLeft = settings.windowBytes() - shelfBytesInMemory();
        Map<LaneKey, ShelfRequest.Need> needs = new LinkedHashMap<>();
        for (Lane lane : behind) {
            ShelfRequest.Need need = lane.need(bytesLeft <= 0);
            if (need != null) {
                needs.put(lane.key, need);
            }
        }
        if (!needs.isEmpty()) {
            reading = true;
            port.read(new ShelfRequest(id, needs, bytesLeft));
        }
    }

    void headFailed(Lane lane, Admitted failed, Instant due, long now) {
        lane.headFailed(failed, due, shelfEnd, now);
        track(lane);
    }

    void checkPatience(long now) {
        if (!closing) {
            for (Lane lane : lanes.values()) {
                lane.checkPatience(shelfEnd, now);
                track(lane);
            }
        }
    }

    /** Has the lane that keeps most of others' from being trimmed make way, if that is too much. One moves at a time. */
    void makeWay() {
        if (closing || behind.stream().anyMatch(Lane::isMoving)) {
            return;
        }
        behind.stream()
                .filter(lane -> lane.canMove() && pinnedOfOthers(lane) > settings.pinnedBytes())
                .min(Comparator.comparingLong(Lane::pinned))
                .ifPresent(Lane::move);
    }

    private double pinnedOfOthers(Lane lane) {
        return (shelfEnd - lane.pinned()) * sizes.mean() - lane.shelfBytes();
    }

    void writeProgress(boolean atOnce, long now) {
        behind.forEach(lane -> lane.writeProgress(atOnce, now));
    }

    void forgetIdle(long now) {
        lanes.values().removeIf(lane -> {
            boolean idle = lane.isIdle();
            if (idle) {
                lane.gate.loseLane();
            }
            return idle;
        });
        gates.values().removeIf(gate -> gate.isForgettable(now));
    }

    /** Nothing starts, is shelved or read any more. */
    void close() {
        closing = true;
        lanes.values().forEach(Lane::close);
    }

    boolean isClosing() {
        return closing;
    }

    boolean isWaitingForBroker() {
        return behind.stream().anyMatch(Lane::isWaitingForBroker);
    }

    boolean isReading() {
        return reading;
    }

    /** Nothing below this offset of the shelf is needed by anyone. */
    long shelfDone() {
        return behind.stream().mapToLong(Lane::pinned).min().orElse(shelfEnd);
    }

    /** Adds what stands here to what others have added. */
    LaneSurvey survey(LaneSurvey before) {
        long bytes = before.waitingBytes();
        long most = before.mostWaitingBytes();
        Instant oldest = before.oldestShelved();
        for (Lane lane : behind) {
            bytes += lane.shelfBytes();
            most = Math.max(most, lane.shelfBytes());
            Admitted first = lane.first();
            Delivery.Hold hold = first == null ? null : first.delivery().hold();
            if (hold != null && (oldest == null || hold.since().isBefore(oldest))) {
                oldest = hold.since();
            }
        }
        Map<LaneSurvey.Breaker, Integer> breakers = new EnumMap<>(LaneSurvey.Breaker.class);
        breakers.putAll(before.breakers());
        gates.values().forEach(gate -> breakers.merge(gate.breaker(), 1, Integer::sum));
        return new LaneSurvey(
                before.current() + lanes.size() - behind.size(),
                before.behind() + behind.size(),
                before.inFlight(),
                bytes,
                most,
                before.shelfLag() + (behind.isEmpty() ? 0 : shelfEnd - shelfDone()),
                oldest,
                breakers);
    }

    private long shelfBytesInMemory() {
        return behind.stream().mapToLong(Lane::shelfBytesInMemory).sum();
    }

    private void track(Lane lane) {
        if (lane.isBehind()) {
            behind.add(lane);
        } else {
            behind.remove(lane);
        }
    }
}
