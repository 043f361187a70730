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

    /** Makes the record for a stamp. */
    @FunctionalInterface
    public interface Maker {
        ProducerRecord<byte[], byte[]> make(Stamp stamp);
    }

    /**
     * Sends from a moment on until it is enough, and returns how many. Each record's stamp says when it was meant to be sent,
     * which a sender that falls behind does not change.
     *
     * @param startNanos by {@link System#nanoTime}
     * @param enough told what comes next; asked before each record
     */
    public static long run(RunTopics run, double perSecond, long startNanos, Predicate<Stamp> enough, Maker maker) {
        double nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (long sent = 0; ; sent++) {
            Stamp next = new Stamp(startNanos + (long) (sent * nanosEach), sent);
            if (enough.test(next)) {
                run.flush();
                return sent;
            }
            while (System.nanoTime() < next.intendedNanos()) {
                LockSupport.parkNanos(REST.toNanos());
            }
            run.send(maker.make(next));
        }
    }
}
