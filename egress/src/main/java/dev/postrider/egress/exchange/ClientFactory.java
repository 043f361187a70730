package dev.postrider.egress.exchange;

import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.GuardedResolverGroup;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.time.Duration;
import javax.net.ssl.SSLException;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Builds the client and what it stands on, with every convenience off that could send twice, wait or go elsewhere. */
final class ClientFactory {
    private static final Duration POOL_INACTIVITY = Duration.ofMinutes(1);
    private static final Duration EVICTION_INTERVAL = Duration.ofSeconds(2);
    private static final Duration DNS_QUERY_TIMEOUT = Duration.ofSeconds(5);
    private static final int DNS_MAX_TTL_SECONDS = 60;

    private ClientFactory() {}

    static ConnectionProvider pools(EgressSettings settings) {
        return ConnectionProvider.builder("egress")
                .maxConnections(settings.maxConnections())
                // Nothing may wait for a connection: past the limit the send fails at once.
                .pendingAcquireMaxCount(0)
                .maxIdleTime(settings.idleTimeout())
                .maxLifeTime(settings.maxConnectionAge())
                .evictInBackground(EVICTION_INTERVAL)
                .disposeInactivePoolsInBackground(POOL_INACTIVITY, POOL_INACTIVITY)
                // The most recently used first, so that the others become idle and go.
                .lifo()
                .build();
    }

    static GuardedResolverGroup resolver(LoopResources loops, AddressGuard guard) {
        EventLoopGroup group = loops.onClient(true);
        DnsNameResolverBuilder names = new DnsNameResolverBuilder()
                .datagramChannelType(loops.onChannelClass(DatagramChannel.class, group))
                .socketChannelType(loops.onChannelClass(SocketChannel.class, group))
                .queryTimeoutMillis(DNS_QUERY_TIMEOUT.toMillis())
                .ttl(0, DNS_MAX_TTL_SECONDS);
        return new GuardedResolverGroup(new DnsAddressResolverGroup(names), guard);
    }

    static HttpClient client(
            EgressSettings settings, ConnectionProvider pools, LoopResources loops, GuardedResolverGroup resolver) {
        SslContext tls = tls(settings);
        return HttpClient.create(pools)
                .runOn(loops, true)
                .resolver(resolver)
                .protocol(HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(settings.connectTimeout()))
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .disableRetry(true)
                .followRedirect(false)
                .compress(false)
                .keepAlive(true)
                .httpResponseDecoder(spec -> spec.maxHeaderSize(settings.maxHeaderBytes()))
                .doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, "informational-responses", new InformationalResponses()));
    }

    private static SslContext tls(EgressSettings settings) {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(settings.trust())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS context of the sender cannot be made: " + e.getMessage(), e);
        }
    }
}
