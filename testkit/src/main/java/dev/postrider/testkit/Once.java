package dev.postrider.testkit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something started by whoever asks first. A failure is kept too: later tests get the same reason, at once. */
final class Once<T> {
    private final Supplier<T> start;
    private @Nullable T started;
    private @Nullable RuntimeException failed;

    Once(Supplier<T> start) {
        this.start = start;
    }

    synchronized T get() {
        if (failed != null) {
            throw new IllegalStateException(failed.getMessage(), failed);
        }
        T result = started;
        if (result == null) {
            try {
                result = start.get();
            } catch (RuntimeException e) {
                failed = e;
                throw e;
            }
            started = result;
        }
        return result;
    }
}
