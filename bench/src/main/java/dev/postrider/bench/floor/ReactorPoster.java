package dev.postrider.bench.floor;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty, the client that comes with WebFlux, with every convenience off that could send twice, wait or go elsewhere. */
final class ReactorPoster implements Poster {
    private static final int MAX_CONNECTIONS = 8192;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final List<ReactorRequests> loops = new ArrayList<>();

    ReactorPoster(InetSocketAddress target, int threads) {
        LoopResources resources = LoopResources.create("floor", threads, true);
        HttpClient client = client(target, resources);
        for (EventExecutor loop : resources.onClient(true)) {
            loops.add(new ReactorRequests((EventLoop) loop, client, IN_FLIGHT / threads));
        }
    }

    @Override
    public void post(List<Job> jobs) {
        List<List<Job>> shares = Poster.shares(jobs, loops.size());
        for (int i = 0; i < shares.size(); i++) {
            loops.get(i).post(shares.get(i));
        }
    }

    private static HttpClient client(InetSocketAddress target, LoopResources resources) {
        ConnectionProvider pool = ConnectionProvider.builder("floor")
                .maxConnections(MAX_CONNECTIONS)
                .pendingAcquireMaxCount(0)
                .maxIdleTime(Duration.ofSeconds(4))
                .maxLifeTime(Duration.ofMinutes(10))
                .evictInBackground(Duration.ofSeconds(2))
                .lifo()
                .build();
        return HttpClient.create(pool)
                .runOn(resources, true)
                .remoteAddress(() -> target)
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.TCP_NODELAY, true)
                .disableRetry(true)
                .followRedirect(false)
                .compress(false)
                .keepAlive(true)
                .httpResponseDecoder(spec -> spec.maxHeaderSize(MAX_HEADER_BYTES));
    }
}
