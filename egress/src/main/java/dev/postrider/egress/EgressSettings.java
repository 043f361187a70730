package dev.postrider.egress;

import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sender's limits.
 *
 * @param userAgent sent where the request itself names none
 * @param maxConnections altogether. Nothing queues for a connection: past this limit, and the next one, a send fails, so both
 *     stand above what the caller keeps in flight
 * @param maxConnectionsPerAddress to one address and port
 * @param maxStreams at once on one HTTP/2 connection, where the other side allows as many
 * @param idleTimeout after which an unused connection is closed; below the 5 s after which common servers close it, since
 *     a request that meets the server's close is lost and must be retried
 * @param maxConnectionAge after which a connection is not used again
 * @param connectTimeout for one address; the request's own timeout may end it earlier
 * @param tlsTimeout for the TLS handshake, from the connection on, and for the settings of HTTP/2 after it
 * @param maxBodyBytes of a response that are read before its connection is dropped
 * @param maxHeaderBytes of a response's headers, past which the answer counts as a failure
 * @param eventLoops threads that do the I/O
 * @param dns how host names are looked up
 * @param trust of certificates; null for the JDK's trust store
 * @param proxy that all requests go through; null for none
 */
public record EgressSettings(
        String userAgent,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxStreams,
        Duration idleTimeout,
        Duration maxConnectionAge,
        Duration connectTimeout,
        Duration tlsTimeout,
        int maxBodyBytes,
        int maxHeaderBytes,
        int eventLoops,
        DnsSettings dns,
        @Nullable TrustManagerFactory trust,
        @Nullable ProxySettings proxy) {

    /**
     * @throws IllegalArgumentException naming the setting that is out of range
     */
    public EgressSettings {
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        requirePositive("maxStreams", maxStreams);
        requirePositive("maxBodyBytes", maxBodyBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("eventLoops", eventLoops);
        requirePositive("idleTimeout", idleTimeout.toMillis());
        requirePositive("maxConnectionAge", maxConnectionAge.toMillis());
        requirePositive("connectTimeout", connectTimeout.toMillis());
        requirePositive("tlsTimeout", tlsTimeout.toMillis());
    }

    /** The defaults, and {@code Postrider/<version>} as user agent. */
    public static EgressSettings defaults(String version) {
        return new EgressSettings(
                "Postrider/" + version,
                8192,
                4096,
                128,
                Duration.ofSeconds(4),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                64 * 1024,
                64 * 1024,
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                DnsSettings.defaults(),
                null,
                null);
    }

    /** The same with another trust in certificates. */
    public EgressSettings withTrust(TrustManagerFactory other) {
        return with(maxConnections, maxConnectionsPerAddress, idleTimeout, tlsTimeout, dns, other, proxy);
    }

    /** The same with another limit of connections, were they all to one address. */
    public EgressSettings withMaxConnections(int other) {
        return withMaxConnections(other, other);
    }

    /** The same with other limits of connections: altogether, and to one address and port. */
    public EgressSettings withMaxConnections(int altogether, int perAddress) {
        return with(altogether, perAddress, idleTimeout, tlsTimeout, dns, trust, proxy);
    }

    /** The same with another time after which unused connections are closed. */
    public EgressSettings withIdleTimeout(Duration other) {
        return with(maxConnections, maxConnectionsPerAddress, other, tlsTimeout, dns, trust, proxy);
    }

    /** The same with another limit for the TLS handshake. */
    public EgressSettings withTlsTimeout(Duration other) {
        return with(maxConnections, maxConnectionsPerAddress, idleTimeout, other, dns, trust, proxy);
    }

    /** The same with another way to look up names. */
    public EgressSettings withDns(DnsSettings other) {
        return with(maxConnections, maxConnectionsPerAddress, idleTimeout, tlsTimeout, other, trust, proxy);
    }

    /** The same through a proxy; null for none. */
    public EgressSettings withProxy(@Nullable ProxySettings other) {
        return with(maxConnections, maxConnectionsPerAddress, idleTimeout, tlsTimeout, dns, trust, other);
    }

    private EgressSettings with(
            int altogether,
            int perAddress,
            Duration idle,
            Duration tls,
            DnsSettings names,
            @Nullable TrustManagerFactory trusted,
            @Nullable ProxySettings through) {
        return new EgressSettings(
                userAgent,
                altogether,
                perAddress,
                maxStreams,
                idle,
                maxConnectionAge,
                connectTimeout,
                tls,
                maxBodyBytes,
                maxHeaderBytes,
                eventLoops,
                names,
                trusted,
                through);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("egress setting " + name + " must be positive, not " + value);
        }
    }
}
