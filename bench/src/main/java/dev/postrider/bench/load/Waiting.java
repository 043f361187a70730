package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import dev.postrider.common.retry.RetryLadder.Hop;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;

/** Writes deliveries that wait in a tier, as a dispatcher would after a failed attempt. */
public final class Waiting {
    private final RunTopics run;
    private final List<Target> targets;
    private final Payload payload = new Payload();

    public Waiting(RunTopics run, List<Target> targets) {
        this.run = run;
        this.targets = targets;
    }

    /**
     * {@code count} deliveries on their last hop, round the targets, numbered from 0, and waits for the broker.
     *
     * @param due by number
     */
    public void in(RetryTier tier, int count, LongFunction<Instant> due) {
        for (int i = 0; i < count; i++) {
            Instant when = Instant.ofEpochMilli(due.apply(i).toEpochMilli());
            run.send(TierCodec.wait(
                    run.names(),
                    new Hop(tier, when),
                    when,
                    ReturnTo.DELIVERIES,
                    payload.delivery(run.names().deliveries(), targets.get(i % targets.size()), new Stamp(0, i))));
        }
        run.flush();
    }
}
