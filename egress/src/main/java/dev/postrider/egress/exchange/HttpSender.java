package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.GuardedResolverGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The sender on Netty: pooled HTTP/1.1 connections and event loops of its own. */
public final class HttpSender implements Sender {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final AttemptOutcome CLOSED =
            new AttemptOutcome.Failed(FailureKind.RESET, "the sender is closed", Duration.ZERO);

    private final Map<Exchange, CompletableFuture<AttemptOutcome>> underWay = new ConcurrentHashMap<>();
    private final EgressSettings settings;
    private final ConnectionProvider pools;
    private final LoopResources loops;
    private final GuardedResolverGroup resolver;
    private final HttpClient client;
    private volatile boolean closed;

    public HttpSender(EgressSettings settings, AddressGuard guard) {
        this.settings = settings;
        this.loops = LoopResources.create("egress", settings.eventLoops(), true);
        this.pools = ClientFactory.pools(settings);
        this.resolver = ClientFactory.resolver(loops, guard);
        this.client = ClientFactory.client(settings, pools, loops, resolver);
    }

    @Override
    public CompletableFuture<AttemptOutcome> send(OutboundRequest request) {
        Optional<String> problem = UrlCheck.problem(request.url());
        if (problem.isPresent()) {
            return CompletableFuture.completedFuture(
                    new AttemptOutcome.Failed(FailureKind.REFUSED, problem.get(), Duration.ZERO));
        }
        if (closed) {
            return CompletableFuture.completedFuture(CLOSED);
        }
        Exchange exchange = new Exchange(settings, request);
        CompletableFuture<AttemptOutcome> result =
                subscribe(exchange.outcome(client).doFinally(signal -> underWay.remove(exchange)));
        underWay.put(exchange, result);
        if (result.isDone()) {
            underWay.remove(exchange);
        } else if (closed) {
            result.complete(CLOSED);
        }
        return result;
    }

    @Override
    public void execute(Runnable batch) {
        try {
            loops.onClient(true).next().execute(batch);
        } catch (RejectedExecutionException _) {
            // The loops have ended. Whoever waits for the outcomes of the batch must still get them.
            Thread.ofVirtual().name("egress-closed").start(batch);
        }
    }

    /** A future whose cancelling reaches the connection. */
    @SuppressWarnings("NullAway") // An exchange never ends without an outcome.
    private static CompletableFuture<AttemptOutcome> subscribe(Mono<AttemptOutcome> exchange) {
        return exchange.toFuture();
    }

    @Override
    public void close() {
        closed = true;
        pools.disposeLater().block(CLOSE_TIMEOUT);
        resolver.close();
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.plusSeconds(1));
        // An event loop that ends does not always tell those who wait for its connections.
        underWay.values().forEach(result -> result.complete(CLOSED));
        underWay.clear();
    }
}
