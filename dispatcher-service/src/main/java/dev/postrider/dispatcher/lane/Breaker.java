package dev.postrider.dispatcher.lane;

import java.time.Duration;
import java.util.BitSet;

/**
 * Leaves an endpoint alone that fails: closed until half of the last 20 exchanges failed, at least 10 of them made; then open
 * for 30 s, doubling to 5 min with each probe that fails; then half open, which lets a single probe through.
 */
final class Breaker {
    private sealed interface State {
        /** Exchanges count. */
        record Closed(LastExchanges last) implements State {}

        record Open(long untilNanos, Duration length) implements State {}

        record Probing(Duration length) implements State {}
    }

    private final BreakerSettings settings;
    private State state;

    Breaker(BreakerSettings settings) {
        this.settings = settings;
        this.state = closed();
    }

    /**
     * Nanoseconds until an exchange may start; 0 if one may.
     *
     * @return {@link Long#MAX_VALUE} while a probe is under way
     */
    long waitNanos(long now) {
        return switch (state) {
            case State.Closed _ -> 0;
            case State.Open(long until, Duration _) -> Math.max(0, until - now);
            case State.Probing _ -> Long.MAX_VALUE;
        };
    }

    /** For whoever counts breakers. */
    LaneSurvey.Breaker survey() {
        return switch (state) {
            case State.Closed _ -> LaneSurvey.Breaker.CLOSED;
            case State.Open _ -> LaneSurvey.Breaker.OPEN;
            case State.Probing _ -> LaneSurvey.Breaker.HALF_OPEN;
        };
    }

    /**
     * An exchange starts.
     *
     * @return whether it is the probe, as the first one out of an open state is
     */
    boolean start() {
        if (state instanceof State.Open(long _, Duration length)) {
            state = new State.Probing(length);
            return true;
        }
        return false;
    }

    /** An exchange ended. */
    void finish(boolean probe, boolean failed, long now) {
        switch (state) {
            case State.Closed(LastExchanges last) -> {
                last.add(failed);
                if (last.seen() >= settings.minimum()
                        && last.failures() * 100 >= settings.failurePercent() * last.seen()) {
                    open(settings.open(), now);
                }
            }
            // What was in flight when it opened decides nothing.
            case State.Open _ -> {}
            case State.Probing(Duration length) -> {
                if (!probe) {
                    return;
                }
                if (failed) {
                    open(min(length.multipliedBy(2), settings.maxOpen()), now);
                } else {
                    state = closed();
                }
            }
        }
    }

    private void open(Duration length, long now) {
        state = new State.Open(now + length.toNanos(), length);
    }

    private State closed() {
        return new State.Closed(new LastExchanges(settings.window()));
    }

    /** Which of the last exchanges failed, the newest overwriting the oldest. */
    private static final class LastExchanges {
        private final int window;
        private final BitSet failed = new BitSet();
        private long count;

        LastExchanges(int window) {
            this.window = window;
        }

        void add(boolean failure) {
            failed.set((int) (count % window), failure);
            count++;
        }

        int seen() {
            return (int) Math.min(count, window);
        }

        int failures() {
            return failed.cardinality();
        }
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }
}
