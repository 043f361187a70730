package dev.postrider.bench.scenario;

import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import dev.postrider.bench.sink.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What an event costs in an organization of very many webhooks, of which ten match, beside one of just these ten. */
public final class Scale implements Scenario {
    private static final int MATCHING = 10;
    private static final String TYPE = "order.created";
    private static final String EVERYBODY = "all.hands";
    private static final Duration BURST = Duration.ofMinutes(1);
    private static final Duration EVERYBODY_AT_MOST = Duration.ofMinutes(2);
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double MOST = 1.15;

    private final Payload payload = new Payload();
    private long published;

    /** A dispatcher with an organization of some size. */
    private record Side(RunTopics run, ChildJvm dispatcher) {}

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        int many = bench.sizes().webhooks();
        try (RunTopics few = bench.topics("few");
                RunTopics lots = bench.topics("lots")) {
            Side small = start(bench, few, MATCHING);
            Side large = start(bench, lots, many);
            bench.say("scale: %,d webhooks are in the view".formatted(many));
            // Both are warm before the first pair counts.
            var _ = burst(bench, small);
            var _ = burst(bench, large);
            Samples smallMicros = new Samples();
            Samples largeMicros = new Samples();
            Samples ratio = new Samples();
            for (int pair = 0; pair < bench.sizes().pairs(); pair++) {
                boolean smallFirst = pair % 2 == 0;
                double first = burst(bench, smallFirst ? small : large);
                double second = burst(bench, smallFirst ? large : small);
                smallMicros.add(smallFirst ? first : second);
                largeMicros.add(smallFirst ? second : first);
                ratio.add(smallFirst ? second / first : first / second);
            }
            Result.Builder result = new Result.Builder("scale")
                    .figure("%,d webhooks: processor time".formatted(MATCHING), smallMicros.median(), "µs per event")
                    .figure("%,d webhooks: processor time".formatted(many), largeMicros.median(), "µs per event")
                    .figure("the second to the first, mean", ratio.mean(), "")
                    .figure("half of its 95 % confidence interval", ratio.confidence95(), "")
                    .bound(Bound.atMost(
                            "the second to the first, low end of the interval",
                            ratio.mean() - ratio.confidence95(),
                            MOST));
            everybody(bench, large, many, result);
            bench.services().end(small.dispatcher());
            bench.services().end(large.dispatcher());
            return result.note("%d pairs; %d webhooks match, so an event is %d deliveries"
                            .formatted(ratio.count(), MATCHING, MATCHING))
                    .build();
        }
    }

    private static Side start(Bench bench, RunTopics run, int webhooks) throws InterruptedException {
        run.subscribe(Fleet.even(webhooks, bench::url).stream()
                .map(Scale::subscription)
                .toList());
        return new Side(run, bench.services().dispatcher(run));
    }

    /** The first ten match the type; the others share all of its prefixes and do not. */
    private static Subscription subscription(Target target) {
        int slot = target.slot();
        if (slot < MATCHING) {
            return Subscription.of(target, slot % 2 == 0 ? TYPE : "order.*", EVERYBODY);
        }
        return Subscription.of(target, TYPE + ".v" + slot + ".*", "order.created" + slot, EVERYBODY);
    }

    /** Publishes a burst, waits for its deliveries, and returns the dispatcher's processor time per event. */
    private double burst(Bench bench, Side side) throws InterruptedException {
        int events = bench.sizes().events();
        bench.sink().reset();
        Duration before = side.dispatcher().usage().cpu();
        for (int i = 0; i < events; i++) {
            side.run().send(event(side.run(), TYPE));
        }
        side.run().flush();
        var _ = await(bench, (long) events * MATCHING, BURST);
        return side.dispatcher().usage().cpu().minus(before).toNanos() / 1e3 / events;
    }

    private void everybody(Bench bench, Side side, int webhooks, Result.Builder result) throws InterruptedException {
        bench.sink().reset();
        long began = System.nanoTime();
        side.run().send(event(side.run(), EVERYBODY));
        side.run().flush();
        long came = await(bench, webhooks, EVERYBODY_AT_MOST);
        result.figure("one event to all %,d".formatted(webhooks), (System.nanoTime() - began) / 1e9, "s")
                .figure("peak resident memory", side.dispatcher().usage().peakResidentBytes() / BYTES_PER_MIB, "MiB")
                .bound(Bound.atMost("of them got nothing", (double) (webhooks - came), 0));
    }

    /** No two events have one id: the second would be taken for a repeat. */
    private ProducerRecord<byte[], byte[]> event(RunTopics run, String type) {
        Stamp stamp = new Stamp(0, published);
        published++;
        byte[] key = stamp.eventId().getBytes(StandardCharsets.US_ASCII);
        return new ProducerRecord<>(run.names().events(), key, payload.event(type, stamp));
    }

    static long await(Bench bench, long expected, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long came = bench.sink().total();
        while (came < expected && System.nanoTime() < deadline) {
            Thread.sleep(Duration.ofMillis(5));
            came = bench.sink().total();
        }
        return came;
    }
}
