package dev.postrider.egress.auth;

import java.time.Duration;

/** A token, how long it is good for, and whether an endpoint ever took it. Never printed. */
public final class AccessToken {
    private static final Duration MAX_MARGIN = Duration.ofSeconds(10);
    /** A token that no endpoint has taken yet is not given up for another one earlier than that. */
    private static final Duration DOUBTED_AFTER = Duration.ofMinutes(1);

    private final String value;
    private final long grantedNanos;
    private final long lifetimeNanos;
    private volatile boolean accepted;

    /**
     * @param grantedNanos on the clock of {@link System#nanoTime}
     */
    AccessToken(String value, long grantedNanos, Duration lifetime) {
        this.value = value;
        this.grantedNanos = grantedNanos;
        this.lifetimeNanos = lifetime.toNanos();
    }

    /** The value of {@code Authorization}. */
    public String authorization() {
        return "Bearer " + value;
    }

    boolean isUsable(long now) {
        long margin = Math.min(MAX_MARGIN.toNanos(), lifetimeNanos / 10);
        return now - grantedNanos < lifetimeNanos - margin;
    }

    /** Whether the next one should be asked for while this one still serves: four fifths of its life are over. */
    boolean isAgeing(long now) {
        return now - grantedNanos >= lifetimeNanos / 5 * 4;
    }

    /** An endpoint answered otherwise than by 401. */
    void accept() {
        if (!accepted) {
            accepted = true;
        }
    }

    /** Whether a 401 speaks against the token rather than against the client: it has worked before, or is not new. */
    boolean isDoubtful(long now) {
        return accepted || now - grantedNanos >= DOUBTED_AFTER.toNanos();
    }

    @Override
    public String toString() {
        return "AccessToken[redacted]";
    }
}
