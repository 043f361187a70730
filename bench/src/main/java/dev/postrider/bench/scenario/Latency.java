package dev.postrider.bench.scenario;

import dev.postrider.bench.floor.TwoHopProcess;
import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** From when an event is meant to be published to when the sink has it, at steady rates, beside a bare loop of two hops. */
public final class Latency implements Scenario {
    private static final int WEBHOOKS = 100;
    private static final int BOUND_RATE = 2_000;
    private static final double MOST = 3;
    private static final List<Integer> RATES = List.of(500, BOUND_RATE);
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        Result.Builder result = new Result.Builder("latency");
        for (int rate : bench.sizes().allVariants() ? RATES : List.of(BOUND_RATE)) {
            Samples bare = new Samples();
            Samples whole = new Samples();
            for (int repeat = 0; repeat < bench.sizes().repeats(); repeat++) {
                bare.add(figures(bench, result, "bare two hops", rate, bareLoop(bench, rate)));
                whole.add(figures(bench, result, "whole path", rate, wholePath(bench, rate)));
            }
            if (rate == BOUND_RATE) {
                result.bound(Bound.atMost(
                        "p99 at %,d/s, whole path to two bare hops".formatted(rate),
                        whole.median() / bare.median(),
                        MOST));
            }
        }
        return result.note("from intended publication to receipt; a late sender hides nothing")
                .build();
    }

    private static double figures(Bench bench, Result.Builder result, String who, int rate, SteadyLoad load) {
        for (double percentile : PERCENTILES) {
            result.figure(
                    "%s, %,d/s: p%s"
                            .formatted(
                                    who,
                                    rate,
                                    percentile == Math.rint(percentile) ? "%.0f".formatted(percentile) : percentile),
                    load.percentileMillis(percentile),
                    "ms");
        }
        if (load.missing() > 0) {
            result.note("%s, %,d/s: %,d did not come in time".formatted(who, rate, load.missing()));
        }
        bench.say("latency, %s, %,d/s: p99 %.1f ms".formatted(who, rate, load.p99Millis()));
        return load.p99Millis();
    }

    private static SteadyLoad wholePath(Bench bench, int rate) throws InterruptedException {
        Payload payload = new Payload();
        try (RunTopics run = bench.topics("latency")) {
            run.subscribe(Fleet.even(WEBHOOKS, bench::url).stream()
                    .map(target -> Subscription.of(target, type(target.slot())))
                    .toList());
            bench.sink().reset();
            ChildJvm dispatcher = bench.services().dispatcher(run);
            SteadyLoad load = SteadyLoad.run(bench, run, rate, 1, stamp -> {
                byte[] key = stamp.eventId().getBytes(StandardCharsets.US_ASCII);
                byte[] value = payload.event(type((int) (stamp.number() % WEBHOOKS)), stamp);
                return new ProducerRecord<>(run.names().events(), key, value);
            });
            bench.services().end(dispatcher);
            return load;
        }
    }

    private static SteadyLoad bareLoop(Bench bench, int rate) throws InterruptedException {
        Payload payload = new Payload();
        List<Target> targets = Fleet.even(WEBHOOKS, bench::url);
        try (RunTopics run = bench.topics("bare")) {
            bench.sink().reset();
            List<String> arguments = List.of(
                    bench.bootstrap(),
                    run.names().events(),
                    run.names().deliveries(),
                    run.names().prefix() + "bare",
                    Integer.toString(bench.sink().port()));
            try (ChildJvm loop = bench.children().start("two-hop", TwoHopProcess.class, Services.HEAP, arguments)) {
                loop.awaitReady();
                return SteadyLoad.run(bench, run, rate, 1, stamp -> {
                    int slot = (int) (stamp.number() % WEBHOOKS);
                    byte[] key = targets.get(slot).id().toString().getBytes(StandardCharsets.US_ASCII);
                    return new ProducerRecord<>(run.names().events(), key, payload.event(type(slot), stamp));
                });
            }
        }
    }

    private static String type(int slot) {
        return "load.w" + slot;
    }
}
