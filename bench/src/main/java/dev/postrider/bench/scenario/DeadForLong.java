package dev.postrider.bench.scenario;

import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.OpenLoop;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.Preload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.sink.Behaviour;
import dev.postrider.bench.sink.SinkStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A webhook whose endpoint refuses, while very many deliveries gather for it, and comes back with a limited rate. */
public final class DeadForLong implements Scenario {
    private static final int WEBHOOKS = 10;
    private static final double NEIGHBOURS_RATE = 450;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration GATHER = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Above the breaker's first pauses and the first retry's minute. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(100);

    private static final double MOST_RECORDS = 2.2;
    private static final double MOST_LOG_RECORDS = 3;
    private static final double MOST_P99 = 1.2;

    @Override
    public String name() {
        return "dead";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        SteadyLoad without = neighboursAlone(bench);
        bench.say("dead for long, neighbours alone: p99 %.1f ms".formatted(without.p99Millis()));
        List<Target> fleet = Fleet.even(WEBHOOKS, bench::url);
        int dead = bench.sizes().dead();
        try (RunTopics run = bench.topics("dead")) {
            subscribe(bench, run, fleet);
            bench.sink().reset();
            bench.sink().group(0, 1, 1);
            bench.sink().behave(0, 1, new Behaviour.Refuse());
            Preload.deliveries(run, fleet.subList(0, 1), 0, dead);
            ChildJvm scheduler = bench.services().scheduler(run);
            ChildJvm dispatcher = bench.services().dispatcher(run);
            Neighbours neighbours = Neighbours.start(bench, run, fleet.subList(1, WEBHOOKS));
            boolean gathered = gather(run);
            long refused = bench.sink().count(0);
            bench.say(
                    "dead for long: %s after %,d refusals".formatted(gathered ? "all wait" : "not all wait", refused));
            bench.sink().watchOrder(0);
            bench.sink().behave(0, 1, new Behaviour.Answer());
            long came = await(bench, refused, dead);
            SteadyLoad with = neighbours.end(bench);
            Result result = result(bench, run, without, with, neighbours.sent(), dead - came, refused);
            scheduler.close();
            bench.services().end(dispatcher);
            return result;
        }
    }

    private static void subscribe(Bench bench, RunTopics run, List<Target> fleet) {
        run.subscribe(fleet.stream()
                .map(target -> Subscription.of(target, "order.created").withTimeout(TIMEOUT))
                .map(webhook -> webhook.target().slot() == 0
                        ? webhook.withRateLimit(bench.sizes().deadRate())
                        : webhook)
                .toList());
    }

    private static SteadyLoad neighboursAlone(Bench bench) throws InterruptedException {
        Payload payload = new Payload();
        List<Target> fleet = Fleet.even(WEBHOOKS, bench::url);
        try (RunTopics run = bench.topics("neighbours")) {
            subscribe(bench, run, fleet);
            bench.sink().reset();
            ChildJvm dispatcher = bench.services().dispatcher(run);
            SteadyLoad load = SteadyLoad.run(
                    bench,
                    run,
                    NEIGHBOURS_RATE,
                    1,
                    stamp -> payload.delivery(
                            run.names().deliveries(), fleet.get(1 + (int) (stamp.number() % (WEBHOOKS - 1))), stamp));
            bench.services().end(dispatcher);
            return load;
        }
    }

    /** Waits until the deliveries' group has committed nearly all: what is not delivered waits elsewhere. */
    private static boolean gather(RunTopics run) throws InterruptedException {
        long deadline = System.nanoTime() + GATHER.toNanos();
        while (System.nanoTime() < deadline) {
            if (run.undelivered() < NEIGHBOURS_RATE) {
                return true;
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    private static long await(Bench bench, long refused, int dead) throws InterruptedException {
        long deadline = System.nanoTime()
                + Duration.ofSeconds(dead / bench.sizes().deadRate())
                        .plus(ALLOWANCE)
                        .toNanos();
        long came = bench.sink().count(0) - refused;
        while (came < dead && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
            came = bench.sink().count(0) - refused;
        }
        return came;
    }

    private static Result result(
            Bench bench,
            RunTopics run,
            SteadyLoad without,
            SteadyLoad with,
            long neighbours,
            long missing,
            long refused)
            throws InterruptedException {
        double dead = bench.sizes().dead();
        SinkStats stats = bench.sink().stats();
        return new Result.Builder("dead")
                .figure("attempts while the endpoint refused", (double) refused, "")
                .figure("came after a later one", (double) stats.late(), "deliveries")
                .figure("by how much at most", (double) stats.farthest(), "places")
                .figure("neighbours' p99 alone", without.p99Millis(), "ms")
                .figure("neighbours' p99 beside it", with.p99Millis(), "ms")
                .bound(Bound.atMost("deliveries that never came", (double) Math.max(0, missing), 0))
                .bound(Bound.atMost(
                        "records per delivery: deliveries, retry, shelf, lanes",
                        (run.written(DeadForLong::holdsDeliveries) - neighbours) / dead,
                        MOST_RECORDS))
                .bound(Bound.atMost(
                        "records per delivery: attempts",
                        (run.written("attempts"::equals) - neighbours) / dead,
                        MOST_LOG_RECORDS))
                .bound(Bound.atMost("neighbours' p99", with.p99Millis() / without.p99Millis(), MOST_P99))
                .note("%,d deliveries, then %,d/s; requests in flight together may pass each other"
                        .formatted((int) dead, bench.sizes().deadRate()))
                .build();
    }

    private static boolean holdsDeliveries(String topic) {
        return topic.equals("deliveries")
                || topic.startsWith("retry.")
                || topic.equals("shelf")
                || topic.equals("lanes");
    }

    /** The load of the healthy webhooks beside it, until it is ended. */
    private static final class Neighbours {
        private final long fromNanos;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CompletableFuture<OpenLoop.Sent> sending;

        private Neighbours(Bench bench, RunTopics run, List<Target> targets) {
            Payload payload = new Payload();
            long start = System.nanoTime();
            this.fromNanos = start + bench.sizes().warmUp().toNanos();
            this.sending = CompletableFuture.supplyAsync(() -> OpenLoop.run(
                    run,
                    NEIGHBOURS_RATE,
                    start,
                    _ -> ended.get(),
                    stamp -> payload.delivery(
                            run.names().deliveries(), targets.get((int) (stamp.number() % targets.size())), stamp)));
        }

        static Neighbours start(Bench bench, RunTopics run, List<Target> targets) throws InterruptedException {
            Neighbours neighbours = new Neighbours(bench, run, targets);
            bench.sink().measure(neighbours.fromNanos, Long.MAX_VALUE);
            return neighbours;
        }

        SteadyLoad end(Bench bench) throws InterruptedException {
            ended.set(true);
            long warm = (long) (NEIGHBOURS_RATE * bench.sizes().warmUp().toNanos() / 1e9);
            return SteadyLoad.collect(bench, sending.join().count() - warm, fromNanos);
        }

        long sent() {
            return sending.join().count();
        }
    }
}
