package dev.postrider.egress.exchange;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server whose every name has the same address, or does not exist; or that rebinds names, as attackers' do. */
final class FakeDns implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger asked = new AtomicInteger();
    private final Channel channel;
    private volatile Optional<InetAddress> address;
    /** Takes turns with the address. */
    private volatile Optional<InetAddress> other = Optional.empty();
    /** Comes together with the address. */
    private volatile Optional<InetAddress> further = Optional.empty();

    private final Duration ttl;

    FakeDns(Optional<InetAddress> address, Duration ttl) {
        this.address = address;
        this.ttl = ttl;
        this.channel = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .syncUninterruptibly()
                .channel();
    }

    InetSocketAddress server() {
        return (InetSocketAddress) channel.localAddress();
    }

    void moveTo(InetAddress other) {
        address = Optional.of(other);
    }

    /** From now on, every second answer is this one. */
    void takeTurnsWith(InetAddress second) {
        other = Optional.of(second);
    }

    /** From now on, every answer has this one too. */
    void add(InetAddress second) {
        further = Optional.of(second);
    }

    /** Questions for addresses of IPv4 so far. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DefaultDnsQuestion question = query.recordAt(DnsSection.QUESTION);
            DatagramDnsResponse response = new DatagramDnsResponse(
                    /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
            response.addRecord(DnsSection.QUESTION, question);
            if (question.type().equals(DnsRecordType.A)) {
                boolean isSecond = asked.incrementAndGet() % 2 == 0;
                (isSecond && other.isPresent() ? other : address)
                        .ifPresentOrElse(
                                known -> response.addRecord(DnsSection.ANSWER, record(question, known)),
                                () -> response.setCode(DnsResponseCode.NXDOMAIN));
                further.ifPresent(known -> response.addRecord(DnsSection.ANSWER, record(question, known)));
            }
            var _ = context.writeAndFlush(response);
        }

        private DnsRecord record(DefaultDnsQuestion question, InetAddress known) {
            return new DefaultDnsRawRecord(
                    question.name(), DnsRecordType.A, ttl.toSeconds(), Unpooled.wrappedBuffer(known.getAddress()));
        }
    }
}
