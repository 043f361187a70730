package dev.postrider.common.delivery;

import java.util.Arrays;
import java.util.Locale;

/** Why an exchange had no complete answer. */
public enum FailureKind {
    /** The deadline of the whole exchange passed. */
    TIMEOUT(true),
    /** The host name does not resolve. */
    DNS(true),
    /** No connection: refused, unreachable. */
    CONNECT(true),
    /** The TLS handshake or the certificate failed. */
    TLS(true),
    /** The connection broke before the answer was complete. */
    RESET(true),
    /** What came was not HTTP. */
    PROTOCOL(true),
    /** The endpoint wants a token, and the token's own endpoint gave none. */
    AUTHENTICATION(true),
    /** The address guard, or the URL itself, forbids the request. */
    REFUSED(false);

    private final boolean isTransient;

    FailureKind(boolean isTransient) {
        this.isTransient = isTransient;
    }

    /** Whether a later attempt may go better. */
    public boolean isTransient() {
        return isTransient;
    }

    /** The name in the log and in metrics. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such kind
     */
    public static FailureKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown failure kind '" + text + "'"));
    }
}
