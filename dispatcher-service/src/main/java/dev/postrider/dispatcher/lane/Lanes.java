package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.lane.Judge.Ending;
import dev.postrider.dispatcher.lane.Judge.Judgement;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All lanes of the process. Starts go round the lanes that may start, one each, under the limit of the whole process; lanes
 * that are slow have at most half of that together. Belongs to the thread that owns the consumer.
 */
public final class Lanes {
    private static final long SWEEP_NANOS = Duration.ofMillis(250).toNanos();
    private static final long SLOT_RETRY_NANOS = Duration.ofMillis(20).toNanos();

    private final LaneSettings settings;
    private final LanePort port;
    private final InstantSource clock;
    private final Map<Integer, PartitionLanes> partitions = new HashMap<>();

    /** Lanes that may be able to start, in the order of their turn. */
    private final SequencedSet<Lane> turns = new LinkedHashSet<>();

    private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>();
    private final OwnLimit ownLimit;
    /** Exchanges. */
    private int inFlight;

    private int slowInFlight;
    /** What left its lane and is not handed over, exchanged or not: the hand-over takes no more than so many. */
    private int underWay;

    private long lastSweepNanos;

    /** A lane that is to be asked again. */
    private record Sleeper(long wakeNanos, Lane lane) implements Comparable<Sleeper> {
        @Override
        public int compareTo(Sleeper other) {
            return Long.signum(wakeNanos - other.wakeNanos);
        }
    }

    public Lanes(LaneSettings settings, LanePort port, OwnLimit ownLimit, InstantSource clock) {
        this.settings = settings;
        this.ownLimit = ownLimit;
        this.port = port;
        this.clock = clock;
    }

    /**
     * Takes a partition over.
     *
     * @param shelfEnd the end of its shelf, asked after the partition was assigned
     * @param behind what earlier owners wrote last of each lane
     */
    public void open(PartitionId id, long shelfEnd, List<LaneRecord> behind, long now) {
        PartitionLanes lanes = new PartitionLanes(id, shelfEnd, settings, port, clock);
        partitions.put(id.number(), lanes);
        lanes.recover(behind, now);
    }

    /** Nothing of the partition starts any more; what is under way goes on. */
    public void close(int partition) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes != null) {
            lanes.close();
            turns.removeAll(lanes.all());
        }
    }

    /** Whether the broker has answered everything that a closed partition's lanes asked, after saying where they stand. */
    public boolean isQuiet(int partition, long now) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes == null) {
            return true;
        }
        lanes.writeProgress(true, now);
        return !lanes.isWaitingForBroker();
    }

    /** Forgets a partition. What was in flight of it still counts until it comes back. */
    public void forget(int partition) {
        PartitionLanes lanes = partitions.remove(partition);
        if (lanes != null) {
            lanes.gates().stream().filter(Gate::isSlow).forEach(gate -> slowInFlight -= gate.inFlight());
            turns.removeAll(lanes.all());
        }
    }

    /** Takes an arrival; false if its lane has its share of the partition, or the partition is not open. */
    public boolean offer(Admitted arrival, long now) {
        PartitionLanes lanes = partitions.get(arrival.partition());
        Lane lane = lanes == null || lanes.isClosing() ? null : lanes.offer(arrival, now);
        if (lane == null) {
            return false;
        }
        if (lane.hasQueued()) {
            turns.add(lane);
        }
        return true;
    }

    /** Starts all that may start now. */
    public void startReady(Judge judge, Starter starter, long now) {
        wake(now);
        int own = ownLimit.limit(now);
        while (underWay < settings.maxInFlight() && inFlight - slowInFlight < own && !turns.isEmpty()) {
            takeTurn(turns.removeFirst(), judge, starter, now);
        }
        ownLimit.used(inFlight - slowInFlight >= own);
    }

    private void takeTurn(Lane lane, Judge judge, Starter starter, long now) {
        Admitted next = lane.peek(now);
        if (next == null) {
            long due = lane.headDue(now);
            if (due != 0) {
                sleep(lane, due);
            }
            return;
        }
        switch (judge.judge(next)) {
            case Judgement.NotYet(Duration again) -> sleep(lane, now + again.toNanos());
            case Judgement.Over(Ending ending) -> {
                end(lane, starter, ending);
                turns.add(lane);
            }
            case Judgement.Send(Webhook webhook, HeldReason held) -> send(lane, next, webhook, held, starter, now);
        }
    }

    private void send(Lane lane, Admitted next, Webhook webhook, @Nullable HeldReason held, Starter starter, long now) {
        lane.setOrdered(webhook.pacing().ordered());
        if (lane.isBusyOrdered()) {
            return;
        }
        switch (lane.gate.verdict(webhook, held, now)) {
            case Gate.Verdict.Wait(HeldReason reason, long until, boolean nothingIsSent) -> {
                lane.waits(reason, nothingIsSent, until);
                if (reason == HeldReason.BEHIND) {
                    lane.gate.waitForSlot(lane);
                }
                sleep(lane, until);
            }
            case Gate.Verdict.Go() -> {
                lane.goes();
                if (lane.gate.isSlow() && slowInFlight >= settings.maxInFlight() / 2) {
                    sleep(lane, now + SLOT_RETRY_NANOS);
                    return;
                }
                DeadReason tooLate = reasonToGiveUp(lane, next, webhook, null);
                if (tooLate != null) {
                    end(lane, starter, new Ending.GivenUp(tooLate));
                } else {
                    Admitted started = lane.take();
                    lane.gate.start(started, now);
                    inFlight++;
                    underWay++;
                    slowInFlight += lane.gate.isSlow() ? 1 : 0;
                    starter.send(started, webhook, webhook.pacing().ordered());
                }
                if (lane.hasQueued()) {
                    turns.add(lane);
                }
            }
        }
    }

    private void end(Lane lane, Starter starter, Ending ending) {
        underWay++;
        starter.end(lane.take(), ending);
    }

    /** An exchange is over, and its slot free; what it came to is still to be handed over. */
    public void answered(Admitted admitted, Webhook webhook, AttemptOutcome outcome, long now) {
        inFlight--;
        Lane lane = find(admitted);
        if (lane != null) {
            slowInFlight -= lane.gate.isSlow() ? 1 : 0;
            lane.gate.finish(admitted, webhook, outcome, clock, now);
            wakeOneThatWaits(lane);
            if (lane.hasQueued()) {
                turns.add(lane);
            }
        }
    }

    /** An exchange of an ordered lane failed and is to be made again at its place. */
    public void headFailed(Admitted admitted, Instant due, long now) {
        underWay--;
        PartitionLanes lanes = current(admitted);
        Lane lane = lanes == null ? null : lanes.find(admitted.lane());
        if (lanes != null && lane != null) {
            lanes.headFailed(lane, admitted, due, now);
            turns.add(lane);
        }
    }

    /**
     * What a delivery came to is handed over.
     *
     * @return whether its record on the deliveries topic is complete
     */
    public boolean completed(Admitted admitted) {
        underWay--;
        Lane lane = find(admitted);
        if (lane == null) {
            return !admitted.isShelved();
        }
        boolean complete = lane.complete(admitted);
        if (lane.hasQueued()) {
            turns.add(lane);
        }
        return complete;
    }

    /** A slot of its webhook is free. */
    private void wakeOneThatWaits(Lane lane) {
        Lane waiting = lane.gate.nextWaiting();
        if (waiting != null) {
            turns.add(waiting);
        }
    }

    public void shelved(
            PartitionId id, LaneKey key, List<Admitted> batch, TopicPartition shelf, List<Long> offsets, long now) {
        PartitionLanes lanes = current(id);
        if (lanes != null) {
            lanes.shelved(key, batch, shelf, offsets, now);
        }
    }

    public void written(PartitionId id, LaneKey key, @Nullable Behind behind, long now) {
        PartitionLanes lanes = current(id);
        if (lanes != null) {
            lanes.written(key, behind, now);
        }
    }

    public void read(ShelfPage page, long now) {
        PartitionLanes lanes = current(page.partition());
        if (lanes != null && !lanes.isClosing()) {
            turns.addAll(lanes.read(page, now));
        }
    }

    /** A former owner's record about a lane has come after ours. */
    public void intruded(int partition, long epoch, LaneKey key, long now) {
        PartitionLanes lanes = current(partition, epoch);
        if (lanes != null) {
            lanes.intruded(key, now);
        }
    }

    /** Does what time asks for: shelving, giving up, reading on, saying where lanes stand. To be called often. */
    public void tick(Judge judge, Starter starter, long now) {
        if (now - lastSweepNanos >= SWEEP_NANOS) {
            lastSweepNanos = now;
            sweep(judge, starter, now);
        }
        for (PartitionLanes lanes : partitions.values()) {
            lanes.readOn();
            if (!lanes.isClosing()) {
                lanes.writeProgress(false, now);
            }
        }
    }

    private void sweep(Judge judge, Starter starter, long now) {
        slowInFlight = 0;
        for (PartitionLanes lanes : partitions.values()) {
            for (Gate gate : lanes.gates()) {
                slowInFlight += gate.judgeSlow(now) ? gate.inFlight() : 0;
            }
            lanes.checkPatience(now);
            lanes.makeWay();
            lanes.all().stream().filter(Lane::isHeld).forEach(lane -> giveUpOld(lane, judge, starter));
            lanes.all().stream()
                    .filter(lane -> lane.headDue(now) != 0 && !lane.isBusyOrdered())
                    .forEach(lane -> endHead(lane, judge, starter));
            lanes.forgetIdle(now);
        }
    }

    /** What is held is not sent, so its age must be looked at although it has no turn. */
    private void giveUpOld(Lane lane, Judge judge, Starter starter) {
        Admitted first = lane.first();
        if (first == null || !(judge.judge(first) instanceof Judgement.Send(Webhook webhook, HeldReason held))) {
            return;
        }
        for (Admitted old : lane.takeOut(one -> reasonToGiveUp(lane, one, webhook, held) != null)) {
            DeadReason reason = reasonToGiveUp(lane, old, webhook, held);
            underWay++;
            starter.end(old, new Ending.GivenUp(reason == null ? DeadReason.EXPIRED : reason));
        }
    }

    /** The head of an ordered lane that waits for its next attempt keeps all others waiting: one that is over must not. */
    private void endHead(Lane lane, Judge judge, Starter starter) {
        Admitted head = lane.first();
        if (head != null && judge.judge(head) instanceof Judgement.Over(Ending ending)) {
            end(lane, starter, ending);
        }
    }

    private @Nullable DeadReason reasonToGiveUp(Lane lane, Admitted one, Webhook webhook, @Nullable HeldReason held) {
        boolean isOrWasHeld = held != null || one.delivery().hold() != null;
        DeadReason tooOld = isOrWasHeld
                ? Ages.tooOld(one, webhook, held, lane.gate.lockedUntil(), clock.instant(), settings.disabledHold())
                : null;
        return tooOld == null && lane.isOverfull() && one.isShelved() ? DeadReason.BACKLOG_EXPIRED : tooOld;
    }

    private void sleep(Lane lane, long until) {
        if (lane.sleepsUntil == 0 || until - lane.sleepsUntil < 0) {
            lane.sleepsUntil = until;
            sleepers.add(new Sleeper(until, lane));
        }
    }

    private void wake(long now) {
        for (Sleeper next = sleepers.peek(); next != null && next.wakeNanos() - now <= 0; next = sleepers.peek()) {
            sleepers.remove();
            Lane lane = next.lane();
            if (lane.sleepsUntil == next.wakeNanos()) {
                lane.sleepsUntil = 0;
                if (isOpen(lane)) {
                    turns.add(lane);
                }
            }
        }
    }

    /** For how long nothing will happen by itself. */
    public Duration untilNextWake(long now) {
        Sleeper next = sleepers.peek();
        long sweep = lastSweepNanos + SWEEP_NANOS - now;
        long wait = next == null ? sweep : Math.min(sweep, next.wakeNanos() - now);
        return Duration.ofNanos(Math.max(0, wait));
    }

    /** Whether answers are on their way: from endpoints, or from the broker. */
    public boolean isBusy() {
        return underWay > 0
                || !turns.isEmpty()
                || partitions.values().stream().anyMatch(lanes -> lanes.isWaitingForBroker() || lanes.isReading());
    }

    /** What left its lane and is not handed over. */
    public int underWay() {
        return underWay;
    }

    /** Counts everything. Not to be done for each delivery: it looks at all lanes. */
    public LaneSurvey survey() {
        LaneSurvey survey = LaneSurvey.NOTHING.withInFlight(underWay);
        for (PartitionLanes lanes : partitions.values()) {
            survey = lanes.survey(survey);
        }
        return survey;
    }

    /** For each open partition the offset of its shelf below which nothing is needed. */
    public Map<Integer, Long> shelfDone() {
        Map<Integer, Long> done = new HashMap<>();
        partitions.forEach((number, lanes) -> done.put(number, lanes.shelfDone()));
        return done;
    }

    private boolean isOpen(Lane lane) {
        PartitionLanes lanes = current(lane.partition());
        return lanes != null && !lanes.isClosing() && lanes.find(lane.key) == lane;
    }

    /** The lane of a delivery whose partition is still owned under the assignment that brought it. */
    private @Nullable Lane find(Admitted admitted) {
        PartitionLanes lanes = current(admitted);
        return lanes == null ? null : lanes.find(admitted.lane());
    }

    private @Nullable PartitionLanes current(PartitionId id) {
        return current(id.number(), id.epoch());
    }

    private @Nullable PartitionLanes current(Admitted admitted) {
        return current(admitted.partition(), admitted.epoch());
    }

    private @Nullable PartitionLanes current(int partition, long epoch) {
        PartitionLanes lanes = partitions.get(partition);
        return lanes != null && lanes.id.epoch() == epoch ? lanes : null;
    }
}
