package dev.postrider.dispatcher;

import dev.postrider.dispatcher.controls.ControlsSettings;
import dev.postrider.dispatcher.fanout.FanOutSettings;
import dev.postrider.dispatcher.handover.HandOverSettings;
import dev.postrider.dispatcher.intake.IntakeSettings;
import dev.postrider.dispatcher.lane.BreakerSettings;
import dev.postrider.dispatcher.lane.LaneSettings;
import dev.postrider.kafka.TopicCatalogue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The dispatcher's limits, {@code postrider.dispatcher.*}.
 *
 * @param maxInFlight exchanges of the whole process at once
 * @param laneConcurrency exchanges of one webhook at once
 * @param laneQueue deliveries of one webhook that wait in memory before its lane is behind
 * @param lanePatience how long the oldest of them may wait before its lane is behind
 * @param laneWindow deliveries of one lane that are read back from the shelf ahead of the oldest that is not complete
 * @param laneWindowBytes bodies of one partition that are read back ahead
 * @param waitingBytes bodies that wait on the shelf for one webhook; the oldest are given up when there are more
 * @param disabledHold how long deliveries of a disabled webhook are held before they are given up
 * @param breakerWindow how many of an endpoint's last exchanges count
 * @param breakerMinimum exchanges before its breaker may open
 * @param breakerFailurePercent of them that open it
 * @param breakerOpen how long it stays open the first time; doubles with each failed probe
 * @param breakerMaxOpen how long it stays open at most
 * @param maxAdmitted deliveries of one partition that are received and not complete; what a commit's metadata can hold;
 *     above the size of one poll, 250
 * @param maxAdmittedBytes bodies of one partition that are received and not complete; at least one is always admitted
 * @param commitInterval between two commits of the frontier; bounds what a crash repeats
 * @param revokeTimeout how long a partition that is taken away waits for its deliveries in flight
 * @param drainTimeout how long a stop waits for deliveries in flight
 * @param viewMaxAge no attempt starts on a view of webhooks, or of controls, older than this
 * @param maxControls controls of one partition that are remembered; above it the oldest are forgotten
 * @param leaveOnStop whether a stop leaves the consumer group although the instance has a stable id
 * @param handOverRetryDelay between two tries to hand a result over to a broker that refuses it
 * @param handOverGiveUpAfter so long a refusal stops the dispatcher
 * @param fanOutSlice deliveries that fan-out makes before it waits for the broker and commits; what its crash repeats at most
 * @param maxHops events that have come through Postrider more often are rejected
 * @param maxDeliverAhead scheduled events that are due later than that are rejected
 * @param fanOutUnacknowledged records that fan-out produces before it waits for the broker
 * @param maxEventSize the largest record on the events topic
 * @param defaultOrganization owns events that name no organization; empty to reject those
 * @param trimInterval between two deletions of what is done from the topics
 * @param allowPrivateAddresses whether webhooks may point at addresses that are not public
 */
@Validated
@ConfigurationProperties("postrider.dispatcher")
public record DispatcherSettings(
        @DefaultValue("4096") @Min(1) int maxInFlight,
        @DefaultValue("16") @Min(1) int laneConcurrency,
        @DefaultValue("64") @Min(1) int laneQueue,
        @DefaultValue("2s") Duration lanePatience,
        @DefaultValue("256") @Min(4) int laneWindow,
        @DefaultValue("32MB") DataSize laneWindowBytes,
        @DefaultValue("1GB") DataSize waitingBytes,
        @DefaultValue("1GB") DataSize pinnedBytes,
        @DefaultValue("7d") Duration disabledHold,
        @DefaultValue("20") @Min(1) int breakerWindow,
        @DefaultValue("10") @Min(1) int breakerMinimum,
        @DefaultValue("50") @Min(1) @Max(100) int breakerFailurePercent,
        @DefaultValue("30s") Duration breakerOpen,
        @DefaultValue("5m") Duration breakerMaxOpen,
        @DefaultValue("1000") @Min(251) @Max(1000) int maxAdmitted,
        @DefaultValue("32MB") DataSize maxAdmittedBytes,
        @DefaultValue("100ms") Duration commitInterval,
        @DefaultValue("2s") Duration revokeTimeout,
        @DefaultValue("25s") Duration drainTimeout,
        @DefaultValue("750ms") Duration viewMaxAge,
        @DefaultValue("100000") @Min(1) int maxControls,
        @DefaultValue("false") boolean leaveOnStop,
        @DefaultValue("1s") Duration handOverRetryDelay,
        @DefaultValue("5m") Duration handOverGiveUpAfter,
        @DefaultValue("1000") @Min(1) int fanOutSlice,
        @DefaultValue("5") @Min(0) int maxHops,
        @DefaultValue("30d") Duration maxDeliverAhead,
        @DefaultValue("2000") @Min(1) int fanOutUnacknowledged,
        @DefaultValue("256KB") DataSize maxEventSize,
        @DefaultValue("default") @Nullable String defaultOrganization,
        @DefaultValue("1m") Duration trimInterval,
        @DefaultValue("false") boolean allowPrivateAddresses) {

    /** A lane may have one of so many parts of what is admitted of its partition. */
    private static final int LANE_SHARE = 8;

    private static final int HELD_WINDOW = 16;
    private static final Duration SLOW_AFTER = Duration.ofSeconds(2);
    private static final Duration FORGET_IDLE_AFTER = Duration.ofMinutes(1);

    IntakeSettings intake() {
        return new IntakeSettings(
                maxAdmitted,
                maxAdmittedBytes.toBytes(),
                commitInterval,
                revokeTimeout,
                drainTimeout,
                viewMaxAge,
                leaveOnStop);
    }

    LaneSettings lanes() {
        return new LaneSettings(
                laneQueue,
                Math.max(1, maxAdmitted / LANE_SHARE),
                laneWindow,
                HELD_WINDOW,
                laneWindowBytes.toBytes(),
                lanePatience,
                laneConcurrency,
                maxInFlight,
                SLOW_AFTER,
                FORGET_IDLE_AFTER,
                commitInterval,
                disabledHold,
                waitingBytes.toBytes(),
                pinnedBytes.toBytes(),
                new BreakerSettings(breakerWindow, breakerMinimum, breakerFailurePercent, breakerOpen, breakerMaxOpen));
    }

    ControlsSettings controls() {
        return new ControlsSettings(maxControls, TopicCatalogue.CONTROLS_KEPT);
    }

    HandOverSettings handOver() {
        return new HandOverSettings(handOverRetryDelay, handOverGiveUpAfter);
    }

    FanOutSettings fanOut() {
        return new FanOutSettings(
                fanOutSlice,
                maxHops,
                maxDeliverAhead,
                fanOutUnacknowledged,
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                leaveOnStop);
    }
}
