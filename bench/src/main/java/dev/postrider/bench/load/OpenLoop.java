package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends at a steady rate, whatever becomes of what was sent. */
public final class OpenLoop {
    private static final Duration REST = Duration.ofNanos(500_000);

    private OpenLoop() {}

    /**
     * What was sent.
     *
     * @param behind by how much the sender was late at worst: what it adds to latencies is its own
     */
    public record Sent(long count, Duration behind) {}

    /** Makes the record for a stamp. */
    @FunctionalInterface
    public interface Maker {
        ProducerRecord<byte[], byte[]> make(Stamp stamp);
    }

    /**
     * Sends from a moment on until it is enough, and returns what. Each record's stamp says when it was meant to be sent,
     * which a sender that falls behind does not change.
     *
     * @param startNanos by {@link System#nanoTime}
     * @param enough told what comes next; asked before each record
     */
    public static Sent run(RunTopics run, double perSecond, long startNanos, Predicate<Stamp> enough, Maker maker) {
        double nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long behind = 0;
        for (long sent = 0; ; sent++) {
            Stamp next = new Stamp(startNanos + (long) (sent * nanosEach), sent);
            if (enough.test(next)) {
                run.flush();
                return new Sent(sent, Duration.ofNanos(behind));
            }
            while (System.nanoTime() < next.intendedNanos()) {
                LockSupport.parkNanos(REST.toNanos());
            }
            behind = Math.max(behind, System.nanoTime() - next.intendedNanos());
            run.send(maker.make(next));
        }
    }
}
