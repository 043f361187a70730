package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.ProxySettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.Dns;
import dev.postrider.egress.address.GuardedResolver;
import dev.postrider.egress.auth.AccessTokens;
import dev.postrider.egress.auth.TokenEndpoint;
import dev.postrider.egress.connection.ConnectionCounts;
import dev.postrider.egress.connection.ConnectionLimits;
import dev.postrider.egress.connection.Connections;
import dev.postrider.egress.connection.Tls;
import dev.postrider.egress.connection.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The sender on Netty: event loops of its own, each with its pooled connections. */
public final class HttpSender implements Sender {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final EgressSettings settings;
    private final EventLoopGroup group;
    private final DnsAddressResolverGroup names;
    private final SenderLoop[] loops;
    private final ConnectionLimits limits;
    private final AtomicInteger turn = new AtomicInteger();
    private final AccessTokens tokens = new AccessTokens(this::askForToken, System::nanoTime);

    public HttpSender(EgressSettings settings, AddressGuard guard) {
        this(settings, guard, Transport.best());
    }

    HttpSender(EgressSettings settings, AddressGuard guard, Transport transport) {
        this.settings = settings;
        this.group = new MultiThreadIoEventLoopGroup(
                settings.eventLoops(), new DefaultThreadFactory("egress", true), transport.io());
        this.names = Dns.names(settings.dns(), transport.udp(), transport.tcp());
        this.loops = new SenderLoop[settings.eventLoops()];
        Tls tls = new Tls(settings);
        this.limits = new ConnectionLimits(settings);
        ProxySettings proxy = settings.proxy();
        boolean leavesNames = proxy != null && proxy.resolvesNames();
        for (int i = 0; i < loops.length; i++) {
            EventLoop loop = group.next();
            int place = i;
            loops[i] = new SenderLoop(
                    loop,
                    new GuardedResolver(loop, names.getResolver(loop), guard, leavesNames),
                    new Connections(settings, transport, loop, tls, limits, names),
                    () -> loops[(place + 1) % loops.length],
                    loops.length);
        }
    }

    @Override
    public CompletableFuture<AttemptOutcome> send(OutboundRequest request) {
        Optional<String> problem = request.target().problem();
        if (problem.isPresent()) {
            return CompletableFuture.completedFuture(
                    new AttemptOutcome.Failed(FailureKind.REFUSED, problem.get(), Duration.ZERO));
        }
        for (SenderLoop loop : loops) {
            if (loop.isCurrent()) {
                Exchange exchange = new Exchange(settings, request, loop, tokens.use(request.target()));
                loop.start(exchange);
                return exchange.result();
            }
        }
        SenderLoop loop = next();
        return startOn(loop, new Exchange(settings, request, loop, tokens.use(request.target())));
    }

    /** Its connections, for whoever measures. */
    public ConnectionCounts connections() {
        return limits.counts();
    }

    private CompletableFuture<TokenEndpoint.Reply> askForToken(OutboundRequest request) {
        Optional<String> problem = request.target().problem();
        if (problem.isPresent()) {
            return CompletableFuture.completedFuture(new TokenEndpoint.Reply(
                    new AttemptOutcome.Failed(FailureKind.REFUSED, problem.get(), Duration.ZERO), ""));
        }
        SenderLoop loop = next();
        Exchange exchange = new Exchange(settings, request, loop, null, settings.maxBodyBytes());
        return startOn(loop, exchange).thenApply(outcome -> new TokenEndpoint.Reply(outcome, exchange.body()));
    }

    private static CompletableFuture<AttemptOutcome> startOn(SenderLoop loop, Exchange exchange) {
        try {
            loop.execute(() -> loop.start(exchange));
            return exchange.result();
        } catch (RejectedExecutionException _) {
            return CompletableFuture.completedFuture(Exchange.CLOSED);
        }
    }

    @Override
    public void execute(Runnable batch) {
        try {
            next().execute(batch);
        } catch (RejectedExecutionException _) {
            // The loops have ended. Whoever waits for the outcomes of the batch must still get them.
            Thread.ofVirtual().name("egress-closed").start(batch);
        }
    }

    private SenderLoop next() {
        return loops[Math.floorMod(turn.getAndIncrement(), loops.length)];
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        // All at once, then the wait for all.
        List<Future<?>> closing =
                Arrays.stream(loops).<Future<?>>map(SenderLoop::close).toList();
        closing.forEach(one -> one.awaitUninterruptibly(CLOSE_TIMEOUT.toMillis()));
        names.close();
        group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis() + 1000);
    }
}
