package dev.postrider.egress.connection;

import dev.postrider.egress.EgressSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All connections of one event loop, and confined to it. */
public final class Connections {
    private final EgressSettings settings;
    private final Tls tls;
    private final ConnectionLimits limits;
    private final Bootstrap bootstrap;
    private final RequestEncoder requestEncoder;
    private final Http2Requests http2Requests;
    private final Map<Origin, OriginPool> pools = new HashMap<>();
    private final Set<Channel> open = new HashSet<>();

    public Connections(EgressSettings settings, Transport transport, EventLoop loop, Tls tls, ConnectionLimits limits) {
        this.settings = settings;
        this.tls = tls;
        this.limits = limits;
        this.requestEncoder = new RequestEncoder(settings.userAgent());
        this.http2Requests = new Http2Requests(settings.userAgent());
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.tcp())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()));
    }

    /** Where calls to this origin start; made if there is none. */
    public OriginPool pool(Origin origin) {
        return pools.computeIfAbsent(origin, fresh -> new OriginPool(fresh, this));
    }

    /** Closes what is idle for too long. To be called about every second. */
    public void sweep(long now) {
        pools.values().removeIf(pool -> pool.sweep(now));
    }

    /** Closes all, whatever it carries. */
    public void close() {
        List.copyOf(open).forEach(channel -> {
            var _ = channel.close();
        });
    }

    ChannelFuture connect(Origin origin, ChannelHandler handler) {
        OriginPool pool = pool(origin);
        ChannelFuture connecting = bootstrap.clone().handler(handler).connect(origin.address());
        Channel channel = connecting.channel();
        open.add(channel);
        channel.closeFuture().addListener(_ -> {
            open.remove(channel);
            pool.released();
        });
        return connecting;
    }

    EgressSettings settings() {
        return settings;
    }

    ConnectionLimits limits() {
        return limits;
    }

    RequestEncoder requestEncoder() {
        return requestEncoder;
    }

    Http2Requests http2Requests() {
        return http2Requests;
    }

    SslHandler tls(Origin origin, ByteBufAllocator allocator) {
        return tls.handler(origin, allocator);
    }
}
