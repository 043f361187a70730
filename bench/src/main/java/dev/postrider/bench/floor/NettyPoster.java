package dev.postrider.bench.floor;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Hand-written HTTP/1.1 over keep-alive connections: the horizon. */
final class NettyPoster implements Poster {
    private final List<NettyConnections> loops = new ArrayList<>();

    NettyPoster(InetSocketAddress target, int threads) throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory());
        for (int i = 0; i < threads; i++) {
            EventLoop loop = group.next();
            loops.add(NettyConnections.open(loop, target, IN_FLIGHT / threads));
        }
    }

    @Override
    public void post(List<Job> jobs) {
        List<List<Job>> shares = Poster.shares(jobs, loops.size());
        for (int i = 0; i < shares.size(); i++) {
            loops.get(i).post(shares.get(i));
        }
    }
}
