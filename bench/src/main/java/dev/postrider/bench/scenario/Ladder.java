package dev.postrider.bench.scenario;

import dev.postrider.bench.floor.RelayProcess;
import dev.postrider.bench.load.Arrivals;
import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.load.Waiting;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import dev.postrider.common.retry.RetryTier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The scheduler while very many records wait: its memory and its start, a burst that falls due at once beside a bare loop, and records
 * that fall due evenly.
 */
public final class Ladder implements Scenario {
    private static final List<RetryTier> ALL = tiers("1s", "4s", "16s", "1m", "5m", "15m", "1h", "6h", "1d");
    /** Where records wait that do not fall due while this runs. */
    private static final List<RetryTier> LONG = tiers("15m", "1h", "6h", "1d");

    private static final RetryTier MEASURED = RetryTier.parse("1m");
    private static final int WEBHOOKS = 99;
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    /** What the driver writes in a second at least, to leave it time before the first is due. */
    private static final int WRITES_PER_SECOND = 25_000;

    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double MOST_MEBIBYTES = 300;
    private static final double MOST_SECONDS_TO_WORK = 10;
    private static final double MOST_LATENESS_MILLIS = 1_000;
    private static final double LEAST_RATE = 0.8;

    @Override
    public String name() {
        return "ladder";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        List<Target> targets = Fleet.even(WEBHOOKS, bench::url);
        try (RunTopics run = bench.topics("ladder");
                RunTopics bare = bench.topics("relay");
                Arrivals arrivals = run.arrivals(run.names().deliveries());
                Arrivals relayed = bare.arrivals(bare.names().deliveries())) {
            Waiting waiting = new Waiting(run, targets);
            letWait(bench, waiting);
            long started = System.nanoTime();
            ChildJvm scheduler = bench.services().scheduler(run, "--postrider.retry.trim-interval=1h");
            int working = arrivals.await(ALL.size() * RunTopics.PARTITIONS, AT_MOST, (_, _, _) -> {});
            double secondsToWork = (System.nanoTime() - started) / 1e9;
            bench.say("ladder: %d tiers' heads are back after %.1f s".formatted(working, secondsToWork));
            Samples rates = new Samples();
            Samples bareRates = new Samples();
            int missing = ALL.size() * RunTopics.PARTITIONS - working;
            for (int round = 0; round < bench.sizes().ladder().rounds(); round++) {
                missing += burst(bench, waiting, arrivals, rates);
                missing += relay(bench, run, bare, relayed, bareRates);
                bench.say("ladder, burst %d: scheduler %,.0f/s, bare loop %,.0f/s"
                        .formatted(round + 1, rates.last(), bareRates.last()));
            }
            Histogram lateness = new Histogram(3);
            missing += evenly(bench, waiting, arrivals, rates.median() / 2, lateness);
            double peak = scheduler.usage().peakResidentBytes() / BYTES_PER_MIB;
            scheduler.close();
            return new Result.Builder("ladder")
                    .figure("scheduler", rates.median(), "records/s")
                    .figure("bare loop: consume, produce, commit", bareRates.median(), "records/s")
                    .figure("falling due evenly", rates.median() / 2, "records/s")
                    .figure("lateness, median", (double) lateness.getValueAtPercentile(50), "ms")
                    .figure("lateness, largest", (double) lateness.getMaxValue(), "ms")
                    .bound(Bound.atMost("peak resident memory, MiB", peak, MOST_MEBIBYTES))
                    .bound(Bound.atMost("start to working, s", secondsToWork, MOST_SECONDS_TO_WORK))
                    .bound(Bound.atMost(
                            "lateness, p99, ms", (double) lateness.getValueAtPercentile(99), MOST_LATENESS_MILLIS))
                    .bound(Bound.atLeast(
                            "rate of a burst, scheduler to the bare loop",
                            rates.median() / bareRates.median(),
                            LEAST_RATE))
                    .bound(Bound.atMost("records that never came", missing, 0))
                    .note("%,d records wait all the while; the scheduler has a heap of 96 MiB"
                            .formatted(bench.sizes().ladder().waiting()))
                    .build();
        }
    }

    /** One that is due at the head of each partition of each tier, and behind them all that wait. */
    private static void letWait(Bench bench, Waiting waiting) {
        for (RetryTier tier : ALL) {
            waiting.in(tier, RunTopics.PARTITIONS, _ -> Instant.EPOCH);
        }
        for (RetryTier tier : LONG) {
            Instant due = Instant.now().plus(tier.delay());
            waiting.in(tier, bench.sizes().ladder().waiting() / LONG.size(), _ -> due);
        }
        bench.say("ladder: %,d records wait".formatted(bench.sizes().ladder().waiting()));
    }

    /** All due at one moment; how fast they come back. */
    private static int burst(Bench bench, Waiting waiting, Arrivals arrivals, Samples rates)
            throws InterruptedException {
        int count = bench.sizes().ladder().allOfABurst();
        Instant due = Instant.now().plusSeconds(2 + count / WRITES_PER_SECOND);
        waiting.in(MEASURED, count, _ -> due);
        // Reading is for afterwards: only what is measured works meanwhile.
        Thread.sleep(Duration.between(Instant.now(), due).plusSeconds(1 + count / WRITES_PER_SECOND / 2));
        return count - arrivals.await(count, AT_MOST, new Times(bench, rates));
    }

    /** The same records once more, by the bare loop. */
    private static int relay(Bench bench, RunTopics run, RunTopics bare, Arrivals relayed, Samples rates)
            throws InterruptedException {
        int count = bench.sizes().ladder().allOfABurst();
        List<String> arguments = List.of(
                bench.bootstrap(),
                run.names().retry(MEASURED),
                bare.names().deliveries(),
                bare.names().prefix() + "relay");
        try (ChildJvm relay = bench.children().start("relay", RelayProcess.class, Services.HEAP, arguments)) {
            relay.awaitReady();
            Thread.sleep(Duration.ofSeconds(4 + count / WRITES_PER_SECOND / 2));
            return Math.max(0, count - relayed.await(count, AT_MOST, new Times(bench, rates)));
        }
    }

    private static int evenly(Bench bench, Waiting waiting, Arrivals arrivals, double rate, Histogram lateness) {
        Duration span = bench.sizes().ladder().evenly();
        int count = (int) (rate * span.toSeconds());
        Instant first = Instant.now().plusSeconds(3 + count / WRITES_PER_SECOND);
        waiting.in(MEASURED, count, number -> due(first, rate, number));
        return count
                - arrivals.await(
                        count,
                        AT_MOST.plus(span),
                        (number, _, read) -> lateness.recordValue(
                                Math.max(0, read - due(first, rate, number).toEpochMilli())));
    }

    private static Instant due(Instant first, double rate, long number) {
        return first.plusMillis((long) (number * 1_000 / rate));
    }

    private static List<RetryTier> tiers(String... names) {
        return Stream.of(names).map(RetryTier::parse).toList();
    }

    /** When the records of one burst were sent; the rate once all have come. */
    private static final class Times implements Arrivals.Taker {
        private final long[] sent;
        private final int warm;
        private final Samples rates;
        private int count;

        Times(Bench bench, Samples rates) {
            this.sent = new long[bench.sizes().ladder().allOfABurst()];
            this.warm = bench.sizes().ladder().warmBurst();
            this.rates = rates;
        }

        @Override
        public void take(long number, long sentAtMillis, long readAtMillis) {
            if (count == sent.length) {
                // The bare loop also meets those that were due at the tier's head.
                return;
            }
            sent[count++] = sentAtMillis;
            if (count == sent.length) {
                Arrays.sort(sent);
                int measured = count - warm;
                int from = warm + measured / 10;
                int to = count - 1 - measured / 10;
                rates.add((to - from) * 1_000.0 / Math.max(1, sent[to] - sent[from]));
            }
        }
    }
}
