package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import java.util.List;

/** Writes deliveries before anybody reads them. */
public final class Preload {
    private Preload() {}

    /** {@code count} deliveries, round the targets, numbered from {@code first}, and waits for the broker. */
    public static void deliveries(RunTopics run, List<Target> targets, int first, int count) {
        Payload payload = new Payload();
        String topic = run.names().deliveries();
        for (int i = first; i < first + count; i++) {
            run.send(payload.delivery(topic, targets.get(i % targets.size()), new Stamp(0, i)));
        }
        run.flush();
    }
}
