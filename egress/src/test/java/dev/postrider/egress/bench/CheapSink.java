package dev.postrider.egress.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A receiver on one thread that answers every POST with an empty 200 and costs as little as it can. Prints its port. */
final class CheapSink {
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: text/plain\r\n\r\nok"
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private CheapSink() {}

    /** Serves until its standard input ends. The argument {@code tls} makes it a TLS server. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        boolean tls = arguments.length > 0 && arguments[0].equals("tls");
        SslContext context = serverContext();
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, io))
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls) {
                            SslHandler handler = context.newHandler(channel.alloc());
                            // The first handshakes all come at once, to a cold JVM.
                            handler.setHandshakeTimeoutMillis(0);
                            channel.pipeline().addLast(handler);
                        }
                        channel.pipeline().addLast(new Requests());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        while (System.in.read() >= 0) {
            // The parent closes it by ending.
        }
        System.exit(0);
    }

    private static SslContext serverContext() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)))
                .setIsCertificateAuthority(true)
                .addSanDnsName("localhost")
                .ecp256()
                .buildSelfSigned();
        return SslContextBuilder.forServer(certificate.getKeyPair().getPrivate(), certificate.getCertificate())
                .build();
    }

    private static final class Requests extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int end = indexOf(in, END, in.writerIndex());
            if (end < 0) {
                return;
            }
            int length = contentLength(in, end);
            int size = end + END.length + length - in.readerIndex();
            if (in.readableBytes() >= size) {
                in.skipBytes(size);
                var _ = context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER));
            }
        }

        private static int contentLength(ByteBuf in, int end) {
            int at = indexOf(in, LENGTH, end);
            int length = 0;
            for (int i = at + LENGTH.length; at >= 0 && in.getByte(i) != '\r'; i++) {
                length = length * 10 + in.getByte(i) - '0';
            }
            return length;
        }

        private static int indexOf(ByteBuf in, byte[] sought, int limit) {
            for (int i = in.readerIndex(); i <= limit - sought.length; i++) {
                int matched = 0;
                while (matched < sought.length && in.getByte(i + matched) == sought[matched]) {
                    matched++;
                }
                if (matched == sought.length) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
