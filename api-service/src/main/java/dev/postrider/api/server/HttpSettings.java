package dev.postrider.api.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What requests may take of the API's port, {@code postrider.http.*}.
 *
 * @param maxUrlSize of the request's first line: method, path and query
 * @param maxHeaderSize of all its headers together
 * @param maxBodySize of any body; single paths allow less
 * @param headerTimeout from a request's first byte to the end of its headers
 * @param requestTimeout from a request's first byte to its last
 * @param idleTimeout after which a connection without a request is closed
 * @param maxConnections open at once
 * @param maxRequests handled at once
 * @param hstsMaxAge for how long browsers are told to use nothing but TLS, where a request came by it; zero for not at all
 */
@ConfigurationProperties("postrider.http")
record HttpSettings(
        @DefaultValue("8KB") DataSize maxUrlSize,
        @DefaultValue("16KB") DataSize maxHeaderSize,
        @DefaultValue("64MB") DataSize maxBodySize,
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("30s") Duration requestTimeout,
        @DefaultValue("75s") Duration idleTimeout,
        @DefaultValue("8192") int maxConnections,
        @DefaultValue("1024") int maxRequests,
        @DefaultValue("365d") Duration hstsMaxAge) {
    private static final DataSize SMALLEST = DataSize.ofBytes(256);
    private static final DataSize LARGEST_HEAD = DataSize.ofMegabytes(1);
    private static final DataSize LARGEST_BODY = DataSize.ofMegabytes(256);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    HttpSettings {
        requireSize("max-url-size", maxUrlSize, LARGEST_HEAD);
        requireSize("max-header-size", maxHeaderSize, LARGEST_HEAD);
        requireSize("max-body-size", maxBodySize, LARGEST_BODY);
        requireTime("header-timeout", headerTimeout);
        requireTime("request-timeout", requestTimeout);
        requireTime("idle-timeout", idleTimeout);
        require(headerTimeout.compareTo(requestTimeout) <= 0, "header-timeout must be at most request-timeout");
        require(maxConnections >= 1, "max-connections must be at least 1");
        require(maxRequests >= 1, "max-requests must be at least 1");
        require(!hstsMaxAge.isNegative(), "hsts-max-age must not be negative");
    }

    private static void requireSize(String name, DataSize size, DataSize largest) {
        require(
                size.compareTo(SMALLEST) >= 0 && size.compareTo(largest) <= 0,
                name + " must be " + SMALLEST + " to " + largest);
    }

    private static void requireTime(String name, Duration time) {
        require(time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0, name + " must be 100ms to 1h");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.http." + message);
        }
    }
}
