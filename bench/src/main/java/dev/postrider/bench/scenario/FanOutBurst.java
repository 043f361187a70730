package dev.postrider.bench.scenario;

import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Samples;
import dev.postrider.bench.sink.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One event that very many webhooks want. */
public final class FanOutBurst implements Scenario {
    private static final String TYPE = "burst.all";
    private static final int EVENTS = 6;
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final double BYTES_PER_MIB = 1 << 20;

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        int webhooks = bench.sizes().fanOut();
        Payload payload = new Payload();
        Samples seconds = new Samples();
        long missing = 0;
        try (RunTopics run = bench.topics("fanout")) {
            run.subscribe(Fleet.even(webhooks, bench::url).stream()
                    .map(target -> Subscription.of(target, TYPE))
                    .toList());
            ChildJvm dispatcher = bench.services().dispatcher(run);
            for (int event = 0; event < EVENTS; event++) {
                Stamp stamp = new Stamp(0, event);
                bench.sink().reset();
                long began = System.nanoTime();
                run.send(new ProducerRecord<>(
                        run.names().events(),
                        stamp.eventId().getBytes(StandardCharsets.US_ASCII),
                        payload.event(TYPE, stamp)));
                run.flush();
                missing += webhooks - Scale.await(bench, webhooks, AT_MOST);
                // The first finds everything cold: connections, code.
                if (event > 0) {
                    seconds.add((System.nanoTime() - began) / 1e9);
                }
            }
            double peak = dispatcher.usage().peakResidentBytes() / BYTES_PER_MIB;
            bench.services().end(dispatcher);
            return new Result.Builder("fanout")
                    .figure("one event to %,d webhooks, to the last".formatted(webhooks), seconds.median(), "s")
                    .figure("slowest of " + seconds.count(), seconds.max(), "s")
                    .figure("peak resident memory", peak, "MiB")
                    .bound(Bound.atMost("deliveries that never came", (double) missing, 0))
                    .build();
        }
    }
}
