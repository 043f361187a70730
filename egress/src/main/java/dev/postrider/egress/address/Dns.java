package dev.postrider.egress.address;

import dev.postrider.egress.DnsSettings;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.time.Duration;
import java.util.List;

/** Makes the look-up of names: DNS without blocking, with a cache that all event loops share and that obeys each answer's TTL. */
public final class Dns {
    private Dns() {}

    public static DnsAddressResolverGroup names(
            DnsSettings settings, Class<? extends DatagramChannel> udp, Class<? extends SocketChannel> tcp) {
        DnsNameResolverBuilder names = new DnsNameResolverBuilder()
                .datagramChannelType(udp)
                .socketChannelType(tcp)
                .queryTimeoutMillis(settings.queryTimeout().toMillis())
                .ttl(seconds(settings.minTtl()), seconds(settings.maxTtl()))
                .negativeTtl(seconds(settings.negativeTtl()))
                // A URL's name is a whole one: with the system's search domains it could become one of this network's.
                .searchDomains(List.of());
        if (!settings.servers().isEmpty()) {
            names.nameServerProvider(new SequentialDnsServerAddressStreamProvider(settings.servers()));
        }
        return new DnsAddressResolverGroup(names);
    }

    private static int seconds(Duration duration) {
        return (int) Math.min(duration.toSeconds(), Integer.MAX_VALUE);
    }
}
