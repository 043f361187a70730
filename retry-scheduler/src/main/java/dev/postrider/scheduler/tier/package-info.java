/**
 * The tiers: what waits in one is held until its hop is over and then handed back, or on to the next tier. Called by the
 * application's start and stop only; looks nothing up, parses no value, and never commits what is not acknowledged elsewhere.
 *
 * <p>One thread and one consumer per tier, which reads that tier's partitions only. A consumer that reads busy and idle
 * partitions together parks its fetches on the idle ones, and a tier of a day must not share the fate of one of a second; the
 * threads do almost nothing, and there are about nine. The thread owns all state of its tier; a round is: poll, hold and pause
 * what came, hand back what is due, await the acknowledgements, commit, resume what is empty. Nothing that is held is
 * sought back; only what was polled beyond the bytes that may be held is let go and polled again.
 *
 * <p>Time is {@link dev.postrider.scheduler.tier.SlewedClock}'s, and no record waits longer than its tier by the clock that only
 * runs forward, counted from when it is known to stand there ({@link dev.postrider.scheduler.tier.KnownAges}; ADR 11).
 *
 * <p>A partition is read again when all that was held of it is gone, so memory is bounded by one poll per partition, in
 * records and in bytes, however much waits. Where a group has committed nothing for a partition it begins at the beginning; an offset out of range stops the tier
 * loudly ({@code auto.offset.reset=none}), since it means that records were lost.
 */
@NullMarked
package dev.postrider.scheduler.tier;

import org.jspecify.annotations.NullMarked;
