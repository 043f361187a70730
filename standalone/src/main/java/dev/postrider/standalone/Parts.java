package dev.postrider.standalone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, closed in the other order: by its owner, or by a shutdown hook while its owner is still starting
 * things. Whichever comes second waits for the first, so nothing that was started stays behind.
 */
public final class Parts implements AutoCloseable {
    /** Longer than any part takes to start, and than all take to stop. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ReentrantLock lock = new ReentrantLock();
    /** The newest first. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private volatile boolean begun;
    private volatile boolean closed;

    /**
     * Starts a part, unless everything is being closed.
     *
     * @throws StartException if it is
     */
    public <T extends AutoCloseable> T start(Supplier<T> part) {
        lock.lock();
        try {
            if (closed) {
                throw new StartException("stopped while starting");
            }
            begun = true;
            T started = part.get();
            running.push(started);
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything was started, or is being, and nobody is closing it. */
    public boolean isOpen() {
        return begun && !closed;
    }

    /** Closes everything, after the part that is just being started. Idempotent. */
    @Override
    public void close() {
        closed = true;
        if (!locked()) {
            log().error(
                            "A part of Postrider has neither started nor stopped for {}; the rest is left as it is",
                            PATIENCE);
            return;
        }
        try {
            while (!running.isEmpty()) {
                close(running.pop());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean locked() {
        try {
            return lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // What runs must be closed nevertheless; whoever interrupted is told afterwards.
            boolean free = lock.tryLock();
            Thread.currentThread().interrupt();
            return free;
        }
    }

    /** Not kept in a field: this class is loaded before {@link LogFile} has said where the log goes. */
    private static Logger log() {
        return LoggerFactory.getLogger(Parts.class);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log().warn("A part of Postrider did not stop cleanly", e);
        }
    }
}
