package dev.postrider.bench.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Answers requests, or does not, as a behaviour has it. */
final class Responses {
    private static final ByteBuf OK = ready("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    private static final ByteBuf UNAVAILABLE = ready("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    private static final ByteBuf ENDLESS = ready("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    private static final ByteBuf DROP = ready(".");

    private Responses() {}

    /** Writes what is to be written at once; the caller flushes. */
    static void write(ChannelHandlerContext ctx, Behaviour behaviour) {
        switch (behaviour) {
            case Behaviour.Answer() -> write(ctx, OK);
            case Behaviour.Refuse() -> write(ctx, UNAVAILABLE);
            case Behaviour.Hang() -> {
                // The client's timeout ends it.
            }
            case Behaviour.Delay(Duration by) -> later(by, ctx, () -> writeNow(ctx, OK));
            case Behaviour.Drip(Duration every) -> {
                write(ctx, ENDLESS);
                drip(every, ctx);
            }
        }
    }

    private static void drip(Duration every, ChannelHandlerContext ctx) {
        later(every, ctx, () -> {
            if (ctx.channel().isActive()) {
                writeNow(ctx, DROP);
                drip(every, ctx);
            }
        });
    }

    private static void write(ChannelHandlerContext ctx, ByteBuf answer) {
        var _ = ctx.write(answer.duplicate(), ctx.voidPromise());
    }

    private static void writeNow(ChannelHandlerContext ctx, ByteBuf answer) {
        var _ = ctx.writeAndFlush(answer.duplicate(), ctx.voidPromise());
    }

    private static void later(Duration delay, ChannelHandlerContext ctx, Runnable what) {
        var _ = ctx.executor().schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ByteBuf ready(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
