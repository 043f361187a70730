package dev.postrider.dispatcher.fanout;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that fan-out is kept waiting: not before its patience is over, and not more often than that. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

    private final Duration patience;
    private long lastNanos;

    Complaints(Duration patience) {
        this.patience = patience;
        this.lastNanos = System.nanoTime() - patience.toNanos();
    }

    /**
     * @param whom who keeps it waiting
     * @param waited for how long
     */
    void about(String whom, Duration waited) {
        long now = System.nanoTime();
        if (waited.compareTo(patience) >= 0 && now - lastNanos >= patience.toNanos()) {
            lastNanos = now;
            LOG.warn("Fan-out has been waiting for {} for {} s", whom, waited.toSeconds());
        }
    }
}
