package dev.postrider.bench.scenario;

import dev.postrider.bench.floor.FloorProcess;
import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.Preload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.load.Target;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A backlog drained to the sink, by the dispatcher and by three bare loops, in turns. */
public final class Drain implements Scenario {
    static final int WEBHOOKS = 100;

    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final double BYTES_PER_MIB = 1 << 20;

    /** Who drains, and what came of it. */
    private enum Drainer {
        NETTY,
        EGRESS,
        REACTOR,
        DISPATCHER;

        final String text() {
            return switch (this) {
                case NETTY -> "bare loop, hand-written Netty";
                case EGRESS -> "bare loop, egress's client";
                case REACTOR -> "bare loop, Reactor Netty";
                case DISPATCHER -> "dispatcher";
            };
        }
    }

    private static final class Outcome {
        final Samples rate = new Samples();
        final Samples cpu = new Samples();
        final Samples compiling = new Samples();
        final Samples peak = new Samples();
        double missing;
    }

    private record Outcomes(Outcome netty, Outcome egress, Outcome reactor, Outcome dispatcher) {
        Outcome of(Drainer drainer) {
            return switch (drainer) {
                case NETTY -> netty;
                case EGRESS -> egress;
                case REACTOR -> reactor;
                case DISPATCHER -> dispatcher;
            };
        }
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        int count = bench.sizes().warmDrain() + bench.sizes().drain();
        Outcomes outcomes = new Outcomes(new Outcome(), new Outcome(), new Outcome(), new Outcome());
        for (int round = 0; round < bench.sizes().rounds(); round++) {
            // Each goes first, second and last in turn: what one leaves behind meets all alike.
            List<Drainer> order = new ArrayList<>(List.of(Drainer.values()));
            Collections.rotate(order, round);
            for (Drainer drainer : order) {
                Steady steady = drain(
                        bench, drainer, bench.sizes().warmDrain(), bench.sizes().drain());
                note(outcomes.of(drainer), steady, count);
                bench.say("drain %d of %d, %s: %,.0f/s, %.1f µs (%.1f compiling), %,d received"
                        .formatted(
                                round + 1,
                                bench.sizes().rounds(),
                                drainer.text(),
                                steady.perSecond(),
                                steady.cpuMicros(),
                                steady.compilingMicros(),
                                steady.received()));
            }
        }
        return result(bench, outcomes);
    }

    /** A drain of a new backlog by a new dispatcher. */
    static Steady dispatcher(Bench bench, int warm, int measured) throws InterruptedException {
        return drain(bench, Drainer.DISPATCHER, warm, measured);
    }

    private static Steady drain(Bench bench, Drainer drainer, int warm, int measured) throws InterruptedException {
        List<Target> targets = Fleet.even(WEBHOOKS, bench::url);
        try (RunTopics run = bench.topics("drain")) {
            run.subscribe(targets.stream()
                    .map(target -> Subscription.of(target, "order.created"))
                    .toList());
            bench.sink().reset();
            Preload.deliveries(run, targets, 0, warm > 0 ? warm : measured);
            ChildJvm process = start(bench, drainer, run);
            if (warm > 0) {
                WarmUp.await(bench.sink(), process, warm, bench.sizes().calmDown());
                process.suspend();
                Preload.deliveries(run, targets, warm, measured);
                process.resume();
            }
            Steady steady = Steady.watch(bench.sink(), process, warm, measured, AT_MOST);
            if (drainer == Drainer.DISPATCHER) {
                bench.services().end(process);
            } else {
                process.close();
            }
            return steady;
        }
    }

    private static ChildJvm start(Bench bench, Drainer drainer, RunTopics run) throws InterruptedException {
        return switch (drainer) {
            case DISPATCHER -> bench.services().dispatcher(run);
            case NETTY -> floor(bench, run, "netty");
            case EGRESS -> floor(bench, run, "egress");
            case REACTOR -> floor(bench, run, "reactor");
        };
    }

    private static ChildJvm floor(Bench bench, RunTopics run, String client) throws InterruptedException {
        List<String> arguments = List.of(
                client,
                bench.bootstrap(),
                run.names().deliveries(),
                "floor-" + client,
                Integer.toString(bench.sink().port()));
        ChildJvm loop = bench.children().start("floor-" + client, FloorProcess.class, Services.HEAP, arguments);
        loop.awaitReady();
        return loop;
    }

    private static void note(Outcome outcome, Steady steady, int count) {
        outcome.rate.add(steady.perSecond());
        outcome.cpu.add(steady.cpuMicros());
        outcome.compiling.add(steady.compilingMicros());
        outcome.peak.add(steady.peakResidentBytes() / BYTES_PER_MIB);
        outcome.missing += Math.max(0, count - steady.received());
    }

    private static Result result(Bench bench, Outcomes outcomes) {
        Result.Builder result = new Result.Builder("drain");
        for (Drainer drainer : Drainer.values()) {
            Outcome outcome = outcomes.of(drainer);
            result.figure(drainer.text() + ": deliveries", outcome.rate.median(), "/s")
                    .figure(drainer.text() + ": processor time", outcome.cpu.median(), "µs per delivery")
                    .figure(drainer.text() + ": of it compiling", outcome.compiling.median(), "µs per delivery")
                    .figure(drainer.text() + ": peak resident memory", outcome.peak.median(), "MiB");
        }
        Outcome netty = outcomes.netty();
        Outcome egress = outcomes.egress();
        Outcome reactor = outcomes.reactor();
        Outcome dispatcher = outcomes.dispatcher();
        bench.measuredCapacity(dispatcher.rate.median());
        return result.figure(
                        "rate, dispatcher to hand-written Netty",
                        dispatcher.rate.median() / netty.rate.median(),
                        "(the horizon)")
                .figure(
                        "processor time, dispatcher to hand-written Netty",
                        dispatcher.cpu.median() / netty.cpu.median(),
                        "(the horizon)")
                .figure(
                        "rate, dispatcher to the loop with Reactor Netty",
                        dispatcher.rate.median() / reactor.rate.median(),
                        "(the common client)")
                .figure(
                        "processor time, dispatcher to the loop with Reactor Netty",
                        dispatcher.cpu.median() / reactor.cpu.median(),
                        "(the common client)")
                .bound(Bound.atLeast(
                        "rate, dispatcher to the loop with egress's client",
                        dispatcher.rate.median() / egress.rate.median(),
                        0.7))
                .bound(Bound.atMost(
                        "processor time, dispatcher to the loop with egress's client",
                        dispatcher.cpu.median() / egress.cpu.median(),
                        1.4))
                .bound(Bound.atMost(
                        "deliveries that never came",
                        netty.missing + egress.missing + reactor.missing + dispatcher.missing,
                        0))
                .note("medians of " + dispatcher.rate.count() + " rounds; the dispatcher has a heap of 256 MiB")
                .build();
    }
}
