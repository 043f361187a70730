package dev.postrider.egress.exchange;

import dev.postrider.egress.Peer;
import dev.postrider.egress.address.Destination;
import dev.postrider.egress.address.GuardedResolver;
import dev.postrider.egress.auth.TokenResult;
import dev.postrider.egress.auth.TokenUse;
import dev.postrider.egress.connection.Connections;
import dev.postrider.egress.connection.Origin;
import dev.postrider.egress.connection.OriginPool;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One event loop with its connections, the exchanges under way on it, and what it knows about hosts. All state is the loop's. */
final class SenderLoop {
    /** How late a deadline may be noticed. */
    private static final Duration TICK = Duration.ofMillis(20);

    private static final Duration SWEEP = Duration.ofSeconds(1);
    /** For so long the verdict on a host is used again without asking; the cache beneath it obeys the TTL of DNS. */
    private static final Duration ROUTE_KEPT = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final GuardedResolver resolver;
    private final Connections connections;
    /** The loop after this one, in a ring of all. */
    private final Supplier<SenderLoop> neighbour;

    private final int loops;

    private final UnderWay underWay = new UnderWay();
    private final Map<Peer, Route> routes = new HashMap<>();
    private boolean ticking;
    private boolean closed;

    SenderLoop(
            EventLoop loop,
            GuardedResolver resolver,
            Connections connections,
            Supplier<SenderLoop> neighbour,
            int loops) {
        this.loop = loop;
        this.resolver = resolver;
        this.connections = connections;
        this.neighbour = neighbour;
        this.loops = loops;
        var _ = loop.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    /**
     * @throws RejectedExecutionException if the loop has ended
     */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Starts an exchange; on the loop. */
    void start(Exchange exchange) {
        if (exchange.hasEnded()) {
            return;
        }
        underWay.add(exchange);
        if (closed) {
            exchange.abandon(Exchange.CLOSED);
            return;
        }
        tick();
        proceed(exchange);
    }

    /** Takes an exchange that is under way here to its token, where it needs one, and then to a connection. */
    void proceed(Exchange exchange) {
        TokenUse missing = exchange.missingToken();
        if (missing == null) {
            connect(exchange);
        } else {
            var _ = missing.ask().thenAccept(result -> onceMore(exchange, missing, result));
        }
    }

    /** From any thread. */
    private void onceMore(Exchange exchange, TokenUse token, TokenResult result) {
        try {
            loop.execute(() -> {
                if (!exchange.hasEnded()) {
                    exchange.take(token, result);
                    if (!exchange.hasEnded()) {
                        connect(exchange);
                    }
                }
            });
        } catch (RejectedExecutionException _) {
            // The loop has ended, and with it all exchanges.
        }
    }

    private void connect(Exchange exchange) {
        Peer peer = exchange.request().target().peer();
        Route known = routes.get(peer);
        if (known != null && !known.isStale(System.nanoTime())) {
            exchange.take(known);
        } else {
            resolver.resolve(new Destination(peer.organization(), peer.host(), peer.port()))
                    .addListener((Future<List<InetSocketAddress>> addresses) -> {
                        if (addresses.isSuccess()) {
                            exchange.take(route(peer, addresses.getNow()));
                        } else {
                            exchange.fail(addresses.cause());
                        }
                    });
        }
    }

    /** Pools are shared by whom the guard lets go to their address, each by its own verdict, which is the route. */
    private Route route(Peer peer, List<InetSocketAddress> addresses) {
        List<OriginPool> pools = addresses.stream()
                .map(address -> connections.pool(new Origin(peer.tls() ? peer.host() : "", address, peer.identity())))
                .toList();
        Route route = new Route(pools, System.nanoTime() + ROUTE_KEPT.toNanos());
        routes.put(peer, route);
        return route;
    }

    /**
     * Lets another loop go on with an exchange.
     *
     * @param passed how often it was passed on, this time included
     * @return false if all loops have had it; it stays then
     */
    boolean passOn(Exchange exchange, int passed) {
        if (passed >= loops) {
            return false;
        }
        SenderLoop other = neighbour.get();
        underWay.remove(exchange);
        exchange.movesTo(other);
        try {
            other.execute(() -> other.start(exchange));
        } catch (RejectedExecutionException _) {
            exchange.movesTo(this);
            underWay.add(exchange);
            exchange.abandon(Exchange.CLOSED);
        }
        return true;
    }

    /** The exchange has an outcome. */
    void ended(Exchange exchange) {
        underWay.remove(exchange);
    }

    /** From any thread: closes what carries a cancelled exchange. */
    void cancel(Exchange exchange) {
        try {
            loop.execute(() -> {
                if (exchange.isOn(this)) {
                    exchange.abandon(Exchange.CLOSED);
                } else {
                    exchange.cancel();
                }
            });
        } catch (RejectedExecutionException _) {
            // The loop has ended, and with it all connections.
        }
    }

    /**
     * From any thread: ends all exchanges and closes all connections.
     *
     * @return when that is done
     */
    Future<?> close() {
        return loop.submit(() -> {
            closed = true;
            underWay.abandonAll(Exchange.CLOSED);
            connections.close();
        });
    }

    private void tick() {
        if (!ticking) {
            ticking = true;
            var _ = loop.schedule(this::timeOut, TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void timeOut() {
        ticking = false;
        underWay.timeOut(System.nanoTime());
        if (!underWay.isEmpty()) {
            tick();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        routes.values().removeIf(route -> route.isStale(now));
        connections.sweep(now);
    }
}
