package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
     * Sends for a while, from a moment on, and returns how many. Each record's stamp says when it was meant to be sent, which
     * a sender that falls behind does not change.
     *
     * @param startNanos by {@link System#nanoTime}
     */
    public static long run(RunTopics run, double perSecond, long startNanos, Duration duration, Maker maker) {
        double nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long count = (long) (duration.toNanos() / nanosEach);
        for (long sent = 0; sent < count; sent++) {
            long intended = startNanos + (long) (sent * nanosEach);
            while (System.nanoTime() < intended) {
                LockSupport.parkNanos(REST.toNanos());
            }
            run.send(maker.make(new Stamp(intended, sent)));
        }
        run.flush();
        return count;
    }
}
