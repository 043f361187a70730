package dev.postrider.egress.exchange;

import dev.postrider.egress.connection.Call;
import dev.postrider.egress.connection.OriginPool;
import java.util.List;

/**
 * Where the connections for one host and port are, by the last look-up of its name and the guard's verdict on it.
 *
 * @param pools by address, in the order to try them
 * @param staleNanos when the name is looked up again, on the clock of {@link System#nanoTime}
 */
record Route(List<OriginPool> pools, long staleNanos) {
    boolean isStale(long now) {
        return now - staleNanos >= 0;
    }

    int size() {
        return pools.size();
    }

    boolean startOnOpen(Call call) {
        for (int i = 0; i < pools.size(); i++) {
            if (pools.get(i).startOnOpen(call)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another loop should be asked before a new connection is opened. */
    boolean isBetterElsewhere() {
        return pools.stream().anyMatch(OriginPool::isBetterElsewhere);
    }

    boolean startOnNew(Call call, int address) {
        return pools.get(address).startOnNew(call);
    }
}
