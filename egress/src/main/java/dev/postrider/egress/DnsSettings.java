package dev.postrider.egress;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How host names are looked up.
 *
 * @param minTtl answers are kept at least this long, whatever they say themselves
 * @param maxTtl and at most this long: after it a change of DNS is followed, although connections are warm
 * @param negativeTtl that a name does not exist is remembered for this long
 * @param queryTimeout for one question to one server
 * @param servers asked in this order; empty for those of the system
 */
public record DnsSettings(
        Duration minTtl,
        Duration maxTtl,
        Duration negativeTtl,
        Duration queryTimeout,
        List<InetSocketAddress> servers) {
    /**
     * @throws IllegalArgumentException naming the setting that is out of range
     */
    public DnsSettings {
        servers = List.copyOf(servers);
        if (minTtl.isNegative() || minTtl.compareTo(maxTtl) > 0) {
            throw new IllegalArgumentException(
                    "egress setting dns.minTtl must be between 0 and maxTtl " + maxTtl + ", not " + minTtl);
        }
        if (negativeTtl.isNegative()) {
            throw new IllegalArgumentException("egress setting dns.negativeTtl must not be negative: " + negativeTtl);
        }
        if (!queryTimeout.isPositive()) {
            throw new IllegalArgumentException("egress setting dns.queryTimeout must be positive, not " + queryTimeout);
        }
    }

    /** Answers are believed for 1 to 60 s, failures for 2 s. */
    public static DnsSettings defaults() {
        return new DnsSettings(
                Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofSeconds(5), List.of());
    }
}
