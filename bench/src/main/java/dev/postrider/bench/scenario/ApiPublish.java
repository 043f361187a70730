package dev.postrider.bench.scenario;

import dev.postrider.bench.floor.BareProducerProcess;
import dev.postrider.bench.floor.BareRouteProcess;
import dev.postrider.bench.load.HttpLoop;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishing over REST: single events against a bare WebFlux route that produces what it gets, batches against producing
 * directly; with the same acks, taking turns.
 */
public final class ApiPublish implements Scenario {
    private static final int CONNECTIONS = 64;
    private static final int BATCH = 100;
    private static final int BATCHES_AT_A_TIME = 8;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String EVENT =
            "{\"event\":\"order.created\",\"data\":{\"id\":1001,\"total\":99.5,\"customer\":\"" + "c".repeat(160)
                    + "\"}}";

    @Override
    public String name() {
        return "api";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        Result.Builder result = new Result.Builder("api");
        try (RunTopics run = bench.topics("api");
                ApiUnderTest api = ApiUnderTest.start(bench, run, "--postrider.delivery-log.writer=false")) {
            singles(bench, run, api, result);
            batches(bench, run, api, result);
        }
        return result.note("nobody writes the log meanwhile; one record is " + EVENT.length() + " bytes")
                .build();
    }

    private static void singles(Bench bench, RunTopics run, ApiUnderTest api, Result.Builder result)
            throws InterruptedException {
        ApiSizes sizes = ApiSizes.of(bench.sizes());
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        URI publish = api.uri("/api/v1/events");
        Samples ratios = new Samples();
        Samples perSecond = new Samples();
        Samples barePerSecond = new Samples();
        Samples p99 = new Samples();
        try (ChildJvm bare = bench.children()
                .start(
                        "bare-route",
                        BareRouteProcess.class,
                        ApiUnderTest.heap(),
                        List.of(run.bootstrap(), run.names().events()))) {
            URI bareUrl = URI.create(bare.awaitReady());
            byte[] request = HttpLoop.post(publish, api.key(), body);
            byte[] bareRequest = HttpLoop.post(bareUrl, api.key(), body);
            HttpLoop.run(publish, request, CONNECTIONS, sizes.warmUp());
            HttpLoop.run(bareUrl, bareRequest, CONNECTIONS, sizes.warmUp());
            for (int i = 0; i < sizes.pairs(); i++) {
                bench.say("single publishes, pair " + (i + 1));
                HttpLoop.Outcome outcome = HttpLoop.run(publish, request, CONNECTIONS, sizes.measured());
                HttpLoop.Outcome floor = HttpLoop.run(bareUrl, bareRequest, CONNECTIONS, sizes.measured());
                perSecond.add(outcome.perSecond());
                barePerSecond.add(floor.perSecond());
                ratios.add(outcome.perSecond() / floor.perSecond());
                p99.add(outcome.latency().getValueAtPercentile(99) / NANOS_PER_MILLI);
            }
        }
        result.figure("single publishes", perSecond.median(), "/s")
                .figure("bare WebFlux route", barePerSecond.median(), "/s")
                .figure("single publishes, p99", p99.median(), "ms")
                .bound(Bound.atLeast("single publishes ÷ bare route", ratios.median(), 0.7));
    }

    private static void batches(Bench bench, RunTopics run, ApiUnderTest api, Result.Builder result)
            throws InterruptedException {
        ApiSizes sizes = ApiSizes.of(bench.sizes());
        String body = Stream.generate(() -> EVENT).limit(BATCH).collect(Collectors.joining(",", "{\"events\":[", "]}"));
        URI publish = api.uri("/api/v1/events/batch");
        byte[] request = HttpLoop.post(publish, api.key(), body.getBytes(StandardCharsets.UTF_8));
        Samples ratios = new Samples();
        Samples perSecond = new Samples();
        Samples direct = new Samples();
        HttpLoop.run(publish, request, BATCHES_AT_A_TIME, sizes.warmUp());
        for (int i = 0; i < sizes.pairs(); i++) {
            bench.say("batches, pair " + (i + 1));
            double events = BATCH
                    * HttpLoop.run(publish, request, BATCHES_AT_A_TIME, sizes.measured())
                            .perSecond();
            double floor = produced(bench, run, sizes);
            perSecond.add(events);
            direct.add(floor);
            ratios.add(events / floor);
        }
        result.figure("events in batches of " + BATCH, perSecond.median(), "/s")
                .figure("records produced directly", direct.median(), "/s")
                .bound(Bound.atLeast("batches ÷ producing directly", ratios.median(), 0.5));
    }

    private static double produced(Bench bench, RunTopics run, ApiSizes sizes) throws InterruptedException {
        List<String> arguments = List.of(
                run.bootstrap(),
                run.names().events(),
                Integer.toString(BATCH),
                Integer.toString(BATCHES_AT_A_TIME),
                Integer.toString(EVENT.length()),
                Long.toString(Math.max(1, sizes.measured().toSeconds())),
                Long.toString(Math.max(1, sizes.measured().toSeconds())));
        try (ChildJvm producer =
                bench.children().start("producer", BareProducerProcess.class, ApiUnderTest.heap(), arguments)) {
            return Double.parseDouble(producer.awaitReady());
        }
    }
}
