package dev.postrider.egress.connection;

import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.ProxySettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
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
    private final RequestEncoder proxiedEncoder;
    private final Http2Requests http2Requests;
    private final Map<Origin, OriginPool> pools = new HashMap<>();
    private final Set<Channel> open = new HashSet<>();

    /**
     * @param names look up the proxy, where there is one; all other addresses come resolved
     */
    public Connections(
            EgressSettings settings,
            Transport transport,
            EventLoop loop,
            Tls tls,
            ConnectionLimits limits,
            AddressResolverGroup<InetSocketAddress> names) {
        this.settings = settings;
        this.tls = tls;
        this.limits = limits;
        this.requestEncoder = new RequestEncoder(settings.userAgent(), null);
        this.proxiedEncoder = new RequestEncoder(settings.userAgent(), settings.proxy());
        this.http2Requests = new Http2Requests(settings.userAgent());
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.tcp())
                .resolver(names)
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
        ProxySettings proxy = settings.proxy();
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(handler)
                .connect(
                        proxy == null
                                ? origin.address()
                                : InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
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

    /** Plain http is said to the proxy itself, where there is one; https goes through a tunnel. */
    RequestEncoder requestEncoder(Origin origin) {
        return origin.tls() ? requestEncoder : proxiedEncoder;
    }

    Http2Requests http2Requests() {
        return http2Requests;
    }

    SslHandler tls(Origin origin, ByteBufAllocator allocator) throws UnusableIdentityException {
        return tls.handler(origin, allocator);
    }
}
