package dev.postrider.egress.connection;

import dev.postrider.egress.EgressSettings;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there are, altogether and to each address, and were; shared by all loops, exact. */
public final class ConnectionLimits {
    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger altogether = new AtomicInteger();
    private final Map<InetSocketAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final LongAdder opened = new LongAdder();
    private final LongAdder reused = new LongAdder();

    public ConnectionLimits(EgressSettings settings) {
        this.max = settings.maxConnections();
        this.maxPerAddress = settings.maxConnectionsPerAddress();
    }

    /** Whether one more may be opened; if so it counts until {@link #release}. */
    boolean acquire(InetSocketAddress address) {
        if (altogether.incrementAndGet() > max) {
            altogether.decrementAndGet();
            return false;
        }
        boolean[] granted = new boolean[1];
        perAddress.compute(address, (_, open) -> {
            int now = open == null ? 0 : open;
            granted[0] = now < maxPerAddress;
            return granted[0] ? Integer.valueOf(now + 1) : open;
        });
        if (granted[0]) {
            opened.increment();
        } else {
            altogether.decrementAndGet();
        }
        return granted[0];
    }

    /** One is closed. */
    void release(InetSocketAddress address) {
        perAddress.computeIfPresent(address, (_, open) -> open == 1 ? null : open - 1);
        altogether.decrementAndGet();
    }

    /** A call has found a connection open. */
    void reuse() {
        reused.increment();
    }

    /** What there is and was. */
    public ConnectionCounts counts() {
        return new ConnectionCounts(altogether.get(), opened.sum(), reused.sum());
    }

    /** Connections to the address that are open or being opened. */
    int open(InetSocketAddress address) {
        return perAddress.getOrDefault(address, 0);
    }
}
