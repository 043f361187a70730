package dev.postrider.bench.sink;

import dev.postrider.bench.process.ChildSide;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The sink: one port on as many loopback addresses as its arguments name, and the control endpoint. */
public final class SinkProcess {
    private static final int BACKLOG = 4096;

    private SinkProcess() {}

    /**
     * @param args addresses to listen on
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ChildSide.endWithDriver();
        Tally tally = new Tally();
        Behaviours behaviours = new Behaviours();
        int port = listen(List.of(args), tally, behaviours);
        ChildSide.ready(port + " " + Control.start(tally, behaviours));
        Thread.currentThread().join();
    }

    private static int listen(List<String> addresses, Tally tally, Behaviours behaviours) throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new RequestHandler(tally, behaviours));
                    }
                });
        int port = 0;
        for (String address : addresses) {
            InetSocketAddress bound =
                    (InetSocketAddress) server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port))
                            .sync()
                            .channel()
                            .localAddress();
            port = bound.getPort();
        }
        return port;
    }
}
