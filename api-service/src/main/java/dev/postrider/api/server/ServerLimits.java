package dev.postrider.api.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Sets the limits of connections and requests on the API's port. Of connections beyond the limit some are told so, and any
 * more are closed at once.
 */
@Component
final class ServerLimits implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    private static final String BYTES = "postrider.requestBytes";
    private static final String REQUESTS = "postrider.requests";

    /** One in so many of the connections that are allowed may be told that there are too many. */
    private static final int TOLD = 16;

    private final HttpSettings settings;
    private final AtomicInteger open = new AtomicInteger();

    ServerLimits(HttpSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(this::limited);
    }

    /** How many connections there are. */
    int open() {
        return open.get();
    }

    private HttpServer limited(HttpServer server) {
        return server.httpRequestDecoder(decoder -> decoder.maxInitialLineLength(
                                Math.toIntExact(settings.maxUrlSize().toBytes()))
                        .maxHeaderSize(Math.toIntExact(settings.maxHeaderSize().toBytes())))
                .idleTimeout(settings.idleTimeout())
                .doOnChannelInit((_, channel, _) -> watch(channel));
    }

    private void watch(Channel channel) {
        int count = open.incrementAndGet();
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        int most = settings.maxConnections();
        if (count > most + Math.max(1, most / TOLD)) {
            var _ = channel.close();
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.HttpCodec) != null) {
            RequestWatch requests = new RequestWatch(settings, count > most);
            pipeline.addBefore(NettyPipeline.HttpCodec, BYTES, requests.bytes());
            pipeline.addAfter(NettyPipeline.HttpCodec, REQUESTS, requests);
        }
    }
}
