package dev.postrider.bench.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers on one connection. The sink's never have a body, so an answer ends with its head. */
final class NettyAnswers extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(NettyAnswers.class);
    private static final ByteBuf END = ascii("\r\n\r\n");
    private static final ByteBuf SUCCESS = ascii("HTTP/1.1 200 ");

    private final Channel channel;
    private final NettyConnections connections;
    private final ByteBuf read = Unpooled.buffer(256);
    private @Nullable Job expected;

    NettyAnswers(Channel channel, NettyConnections connections) {
        this.channel = channel;
        this.connections = connections;
    }

    Channel channel() {
        return channel;
    }

    void expect(Job job) {
        expected = job;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        read.writeBytes(bytes);
        int length = read.readableBytes();
        if (length < END.readableBytes()
                || !read.slice(length - END.readableBytes(), END.readableBytes())
                        .equals(END)) {
            return;
        }
        Job answered = expected;
        if (answered == null || !read.slice(0, SUCCESS.readableBytes()).equals(SUCCESS)) {
            throw new IllegalStateException("the sink answered " + read.toString(StandardCharsets.US_ASCII));
        }
        read.clear();
        expected = null;
        answered.batch().completeOne();
        connections.release(this);
    }

    /** A floor that loses a request measures nothing: the driver sees it stall. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.error("A connection of the bare loop broke", cause);
        var _ = ctx.close();
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
