package dev.postrider.egress.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one origin. Calls start on an open one that is free, the most recently used first, so that the
 * others become idle and go; else on a new one. Confined to its event loop.
 *
 * <p>What an https origin speaks is learnt from its first connection. Until then, and for HTTP/2, calls share the one that is
 * being opened, and its fate.
 */
public final class OriginPool {
    /** After which a pool without connections is forgotten, and with it what its origin speaks. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    /** From so many connections to an address on, its calls are shared out among the loops. */
    private static final int BUSY_CONNECTIONS = 8;

    private enum Protocol {
        UNKNOWN,
        HTTP_1,
        HTTP_2
    }

    private final Origin origin;
    private final Connections connections;
    private final Deque<Http1Connection> idle = new ArrayDeque<>();
    private final List<Http2Connection> multiplexed = new ArrayList<>();
    private final long maxIdleNanos;
    private final long maxAgeNanos;

    private Protocol protocol;
    private @Nullable Opening shared;
    private int open;
    private long lastUsedNanos = System.nanoTime();

    OriginPool(Origin origin, Connections connections) {
        this.origin = origin;
        this.connections = connections;
        this.protocol = origin.tls() ? Protocol.UNKNOWN : Protocol.HTTP_1;
        this.maxIdleNanos = connections.settings().idleTimeout().toNanos();
        this.maxAgeNanos = connections.settings().maxConnectionAge().toNanos();
    }

    Origin origin() {
        return origin;
    }

    /** Starts the call on a connection that is open and free; false if there is none. */
    public boolean startOnOpen(Call call) {
        boolean started = startOnFree(call);
        if (started) {
            connections.limits().reuse();
        }
        return started;
    }

    private boolean startOnFree(Call call) {
        long now = System.nanoTime();
        lastUsedNanos = now;
        for (int i = 0; i < multiplexed.size(); i++) {
            if (multiplexed.get(i).hasRoom()) {
                multiplexed.get(i).start(call);
                return true;
            }
        }
        Http1Connection connection;
        while ((connection = idle.pollFirst()) != null) {
            if (connection.isUsable() && now - connection.idleSinceNanos() < maxIdleNanos) {
                connection.start(call);
                return true;
            }
            connection.close();
        }
        return false;
    }

    /**
     * Whether a call is better carried by another loop's connection than by a new one of this loop. To a busy address each loop
     * opens its share: else the loop that happened to be first would carry everything.
     */
    public boolean isBetterElsewhere() {
        int all = connections.limits().open(origin.address());
        boolean busy = protocol == Protocol.HTTP_1 && all >= BUSY_CONNECTIONS;
        boolean hasShare = open * connections.settings().eventLoops() >= all;
        return all > open && (!busy || hasShare);
    }

    /** Starts the call on a new connection; false if the limits allow none. */
    public boolean startOnNew(Call call) {
        if (shared != null && shared.waiting() < connections.settings().maxStreams()) {
            shared.join(call);
            return true;
        }
        if (!connections.limits().acquire(origin.address())) {
            return false;
        }
        open++;
        Opening opening = new Opening(this, connections);
        if (protocol != Protocol.HTTP_1) {
            shared = opening;
        }
        opening.join(call);
        opening.connect();
        return true;
    }

    void opened(Http1Connection connection, List<Call> waiting) {
        protocol = Protocol.HTTP_1;
        shared = null;
        idle.addFirst(connection);
        waiting.forEach(this::start);
    }

    void opened(Http2Connection connection, List<Call> waiting) {
        protocol = Protocol.HTTP_2;
        shared = null;
        multiplexed.add(connection);
        waiting.forEach(this::start);
    }

    void failed(Opening opening) {
        if (shared == opening) {
            shared = null;
        }
    }

    private void start(Call call) {
        if (!startOnFree(call) && !startOnNew(call)) {
            call.fail(new NoConnectionFreeException());
        }
    }

    /** The connection can carry the next call. */
    void free(Http1Connection connection) {
        if (System.nanoTime() - connection.openedNanos() < maxAgeNanos) {
            idle.addFirst(connection);
        } else {
            connection.close();
        }
    }

    void closed(Http2Connection connection) {
        multiplexed.remove(connection);
    }

    /** A connection, opened or not, has gone. */
    void released() {
        open--;
        connections.limits().release(origin.address());
    }

    /** Closes what is idle for too long or too old; whether the pool itself can go. */
    boolean sweep(long now) {
        Http1Connection oldest;
        while ((oldest = idle.peekLast()) != null
                && (!oldest.isUsable() || now - oldest.idleSinceNanos() >= maxIdleNanos)) {
            idle.removeLast();
            oldest.close();
        }
        for (Http2Connection connection : List.copyOf(multiplexed)) {
            boolean unused = connection.isIdle() && now - connection.idleSinceNanos() >= maxIdleNanos;
            if (unused || now - connection.openedNanos() >= maxAgeNanos) {
                connection.leave();
            }
        }
        return open == 0 && now - lastUsedNanos >= REMEMBERED.toNanos();
    }
}
