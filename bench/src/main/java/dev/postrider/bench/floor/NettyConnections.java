package dev.postrider.bench.floor;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** The connections of one event loop, each with one request at a time, and what waits for one. All on that loop. */
final class NettyConnections {
    private final EventLoop loop;
    private final String host;
    private final Signer signer = new Signer();
    private final Queue<Job> waiting = new ArrayDeque<>();
    private final Queue<NettyAnswers> idle = new ArrayDeque<>();

    private NettyConnections(EventLoop loop, String host) {
        this.loop = loop;
        this.host = host;
    }

    static NettyConnections open(EventLoop loop, InetSocketAddress target, int count) throws InterruptedException {
        NettyConnections connections = new NettyConnections(loop, target.getHostString() + ":" + target.getPort());
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        NettyAnswers answers = new NettyAnswers(channel, connections);
                        channel.pipeline().addLast(answers);
                        connections.idle.add(answers);
                    }
                });
        for (int i = 0; i < count; i++) {
            var _ = bootstrap.connect(target).sync();
        }
        return connections;
    }

    /** Takes a batch, in one go: a task for each job would cost more than the job. */
    void post(List<Job> jobs) {
        loop.execute(() -> {
            waiting.addAll(jobs);
            pump();
        });
    }

    /** Takes a connection back and gives it the next job. */
    void release(NettyAnswers connection) {
        idle.add(connection);
        pump();
    }

    private void pump() {
        while (!waiting.isEmpty() && !idle.isEmpty()) {
            NettyAnswers connection = idle.remove();
            Job job = waiting.remove();
            connection.expect(job);
            Channel channel = connection.channel();
            var _ = channel.writeAndFlush(request(channel, job), channel.voidPromise());
        }
    }

    private ByteBuf request(Channel channel, Job job) {
        String timestamp = Signer.timestamp();
        String head = "POST /" + job.slot() + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + job.body().length
                + "\r\nX-Webhook-Signature: " + signer.ofBody(job.body())
                + "\r\nwebhook-id: " + job.key()
                + "\r\nwebhook-timestamp: " + timestamp
                + "\r\nwebhook-signature: " + signer.ofMessage(job.key(), timestamp, job.body())
                + "\r\n\r\n";
        ByteBuf request = channel.alloc().directBuffer(head.length() + job.body().length);
        request.writeCharSequence(head, StandardCharsets.US_ASCII);
        return request.writeBytes(job.body());
    }
}
