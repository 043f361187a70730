package dev.postrider.embedded;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param dataDir the broker's own folder; made and formatted when it is missing or empty, reused when it is not
 * @param host the IP address to listen on, also the one that clients are told
 * @param port the port for clients; 0 picks a free one
 * @param portSetting how a user changes {@code port}; named when the port is taken
 * @param defaultPartitions partitions of a topic that is created without a number
 * @param startDeadline how long starting may take, recovery after a crash included
 * @param overrides further broker properties, which win over everything else
 */
public record BrokerConfig(
        Path dataDir,
        String host,
        int port,
        String portSetting,
        int defaultPartitions,
        Duration startDeadline,
        Map<String, String> overrides) {

    public BrokerConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
        }
        if (defaultPartitions < 1) {
            throw new IllegalArgumentException("defaultPartitions must be at least 1, but is " + defaultPartitions);
        }
        if (InetAddress.ofLiteral(host).isAnyLocalAddress()) {
            throw new IllegalArgumentException("host must be an address that clients can connect to, but is " + host);
        }
    }

    /** A broker on 127.0.0.1, on a free port, with three partitions a topic. */
    public static BrokerConfig in(Path dataDir) {
        return new BrokerConfig(dataDir, "127.0.0.1", 0, "POSTRIDER_KAFKA_PORT", 3, Duration.ofMinutes(2), Map.of());
    }

    /** The same on a fixed port; 0 picks a free one. */
    public BrokerConfig withPort(int newPort) {
        return new BrokerConfig(dataDir, host, newPort, portSetting, defaultPartitions, startDeadline, overrides);
    }

    /** The same with another number of partitions for topics that are created without one. */
    public BrokerConfig withDefaultPartitions(int partitions) {
        return new BrokerConfig(dataDir, host, port, portSetting, partitions, startDeadline, overrides);
    }

    /** The same with one more broker property, for instance {@code log.segment.bytes}. */
    public BrokerConfig withOverride(String property, String value) {
        Map<String, String> more = new TreeMap<>(overrides);
        more.put(property, value);
        return new BrokerConfig(dataDir, host, port, portSetting, defaultPartitions, startDeadline, more);
    }
}
