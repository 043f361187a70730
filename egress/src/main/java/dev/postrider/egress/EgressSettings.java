package dev.postrider.egress;

import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sender's limits.
 *
 * @param userAgent sent where the request itself names none
 * @param maxConnections to one host and port. Nothing queues for a connection: past this limit a send fails, so it stands
 *     above what the caller keeps in flight altogether
 * @param idleTimeout after which an unused connection is closed; below the 5 s after which common servers close it, since
 *     a request that meets the server's close is lost and must be retried
 * @param maxConnectionAge after which a connection is not used again, so that changes of DNS are followed
 * @param connectTimeout for one address, and again for the TLS handshake; the request's own timeout may end it earlier
 * @param maxBodyBytes of a response that are read before its connection is dropped
 * @param maxHeaderBytes of a response's headers, past which the answer counts as a failure
 * @param eventLoops threads that do the I/O
 * @param trust of certificates; null for the JDK's trust store
 */
public record EgressSettings(
        String userAgent,
        int maxConnections,
        Duration idleTimeout,
        Duration maxConnectionAge,
        Duration connectTimeout,
        int maxBodyBytes,
        int maxHeaderBytes,
        int eventLoops,
        @Nullable TrustManagerFactory trust) {

    /**
     * @throws IllegalArgumentException naming the setting that is out of range
     */
    public EgressSettings {
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxBodyBytes", maxBodyBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("eventLoops", eventLoops);
        requirePositive("idleTimeout", idleTimeout.toMillis());
        requirePositive("maxConnectionAge", maxConnectionAge.toMillis());
        requirePositive("connectTimeout", connectTimeout.toMillis());
    }

    /** The defaults, and {@code Postrider/<version>} as user agent. */
    public static EgressSettings defaults(String version) {
        return new EgressSettings(
                "Postrider/" + version,
                8192,
                Duration.ofSeconds(4),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                64 * 1024,
                64 * 1024,
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                null);
    }

    /** The same with another trust in certificates. */
    public EgressSettings withTrust(TrustManagerFactory other) {
        return new EgressSettings(
                userAgent,
                maxConnections,
                idleTimeout,
                maxConnectionAge,
                connectTimeout,
                maxBodyBytes,
                maxHeaderBytes,
                eventLoops,
                other);
    }

    /** The same with another limit of connections to one host and port. */
    public EgressSettings withMaxConnections(int other) {
        return new EgressSettings(
                userAgent,
                other,
                idleTimeout,
                maxConnectionAge,
                connectTimeout,
                maxBodyBytes,
                maxHeaderBytes,
                eventLoops,
                trust);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("egress setting " + name + " must be positive, not " + value);
        }
    }
}
