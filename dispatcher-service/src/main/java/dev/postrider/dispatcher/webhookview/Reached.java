package dev.postrider.dispatcher.webhookview;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An offset that one thread advances, that any reads without a lock, and that some wait for. */
final class Reached {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile long offset;

    long offset() {
        return offset;
    }

    /** Sets the offset; all that the caller did before is seen by whoever reads it. */
    void advance(long next) {
        lock.lock();
        try {
            offset = next;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return whether the offset was there within the deadline
     */
    boolean await(long goal, Duration deadline) throws InterruptedException {
        if (offset >= goal) {
            return true;
        }
        long nanos = deadline.toNanos();
        lock.lock();
        try {
            while (offset < goal) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = advanced.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
