package dev.postrider.bench.scenario;

import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.Preload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import dev.postrider.bench.sink.Behaviour;
import java.time.Duration;
import java.util.List;

/** What ninety healthy webhooks notice of ten that are in trouble, at half of what the dispatcher drains. */
public final class Isolation implements Scenario {
    private static final int WEBHOOKS = 100;
    private static final int HEALTHY = 90;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DRIP = Duration.ofMillis(200);

    /** Five times the largest limit in flight, that of the process. */
    private static final int BACKLOG = 5 * 4_096;

    private static final double LEAST_THROUGHPUT = 0.9;
    private static final double MOST_P99 = 2;

    /** How the ten are in trouble. */
    private enum Variant {
        OWN_HOSTS("each on a host of its own, the ten hang"),
        SHARED_HOST("the ten hang, on one host that no healthy one uses"),
        DRIP("each on a host of its own, the ten drip"),
        ONE_PARTITION("all on one partition, the ten hang");

        final String text;

        Variant(String text) {
            this.text = text;
        }

        List<Target> fleet(Bench bench) {
            return switch (this) {
                case OWN_HOSTS, DRIP -> Fleet.even(WEBHOOKS, bench::ownUrl);
                case SHARED_HOST -> Fleet.even(WEBHOOKS, slot -> slot < HEALTHY ? bench.ownUrl(slot) : bench.url(slot));
                case ONE_PARTITION -> Fleet.of(WEBHOOKS, bench::ownUrl, _ -> 0);
            };
        }

        Behaviour trouble() {
            return this == DRIP ? new Behaviour.Drip(Isolation.DRIP) : new Behaviour.Hang();
        }
    }

    @Override
    public String name() {
        return "isolation";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        Result.Builder result = new Result.Builder("isolation");
        double rate = capacity(bench) / 2;
        result.figure("offered to all hundred", rate, "/s");
        List<Variant> variants = bench.sizes().allVariants() ? List.of(Variant.values()) : List.of(Variant.OWN_HOSTS);
        for (Variant variant : variants) {
            measure(bench, variant, rate, result);
        }
        return result.note("the healthy ninety are offered the same load in both runs")
                .build();
    }

    /** Half of a capacity that nobody measured would be a guess. */
    private static double capacity(Bench bench) throws InterruptedException {
        if (bench.capacity().isEmpty()) {
            bench.say("isolation: measuring what the dispatcher drains");
            Steady steady = Drain.dispatcher(
                    bench, bench.sizes().warmDrain(), bench.sizes().drain() / 2);
            bench.measuredCapacity(steady.perSecond());
        }
        return bench.capacity().orElseThrow();
    }

    private static void measure(Bench bench, Variant variant, double rate, Result.Builder result)
            throws InterruptedException {
        Samples throughput = new Samples();
        Samples p99 = new Samples();
        for (int repeat = 0; repeat < bench.sizes().repeats(); repeat++) {
            SteadyLoad without = load(bench, variant, rate, false);
            SteadyLoad with = load(bench, variant, rate, true);
            throughput.add((double) with.received() / without.received());
            p99.add(with.p99Millis() / without.p99Millis());
            result.figure(variant.text + ": p99 without them", without.p99Millis(), "ms")
                    .figure(variant.text + ": p99 with them", with.p99Millis(), "ms");
            bench.say("isolation, %s: %,d of %,d received, p99 %.1f after %.1f ms"
                    .formatted(
                            variant.text, with.received(), without.received(), with.p99Millis(), without.p99Millis()));
        }
        result.bound(Bound.atLeast(variant.text + ": throughput", throughput.median(), LEAST_THROUGHPUT))
                .bound(Bound.atMost(variant.text + ": p99", p99.median(), MOST_P99));
    }

    private static SteadyLoad load(Bench bench, Variant variant, double rate, boolean withTrouble)
            throws InterruptedException {
        Payload payload = new Payload();
        List<Target> fleet = variant.fleet(bench);
        List<Target> loaded = withTrouble ? fleet : fleet.subList(0, HEALTHY);
        double share = (double) HEALTHY / loaded.size();
        try (RunTopics run = bench.topics("isolation")) {
            run.subscribe(fleet.stream()
                    .map(target -> Subscription.of(target, "order.created").withTimeout(TIMEOUT))
                    .toList());
            bench.sink().reset();
            bench.sink().group(HEALTHY, WEBHOOKS, 1);
            if (withTrouble) {
                bench.sink().behave(HEALTHY, WEBHOOKS, variant.trouble());
                Preload.deliveries(run, fleet.subList(HEALTHY, WEBHOOKS), 0, BACKLOG);
            }
            ChildJvm dispatcher = bench.services().dispatcher(run);
            SteadyLoad load = SteadyLoad.run(
                    bench,
                    run,
                    rate * HEALTHY / WEBHOOKS / share,
                    share,
                    stamp -> payload.delivery(
                            run.names().deliveries(), loaded.get((int) (stamp.number() % loaded.size())), stamp));
            bench.services().end(dispatcher);
            return load;
        }
    }
}
