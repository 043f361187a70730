package dev.postrider.egress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection: carries one call at a time and returns to its pool after a complete answer that leaves no doubt where
 * the next one begins. Confined to its event loop.
 *
 * <p>1xx answers precede the final one (RFC 9110, section 15.2) and are dropped; 101 would end HTTP on the connection, unasked.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Call.Carrier {
    private final OriginPool pool;
    private final Channel channel;
    private final RequestEncoder encoder;
    private final ResponseDecoder decoder;
    private final long openedNanos = System.nanoTime();

    private @Nullable Call call;
    private @Nullable ChannelFuture written;
    private boolean keepAlive;
    private boolean informational;
    /** The answer has come to its end, but not yet all that was read with it. */
    private boolean complete;

    private long idleSinceNanos = openedNanos;

    Http1Connection(OriginPool pool, Channel channel, RequestEncoder encoder, ResponseDecoder decoder) {
        this.pool = pool;
        this.channel = channel;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    void start(Call next) {
        ByteBuf bytes;
        try {
            bytes = encoder.encode(next.request(), next.authorization(), channel.alloc());
        } catch (UnsendableHeaderException e) {
            pool.free(this);
            next.fail(e);
            return;
        }
        call = next;
        next.sentOn(this);
        written = channel.writeAndFlush(bytes);
    }

    /** Whether a call can still be started on it. */
    boolean isUsable() {
        return channel.isActive();
    }

    long openedNanos() {
        return openedNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void close() {
        var _ = channel.close();
    }

    @Override
    public void abandon(Call abandoned) {
        if (abandoned.equals(call)) {
            call = null;
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (call == null || complete) {
                // Nobody asked for it; it must not be taken for the next call's answer.
                keepAlive = false;
                close();
            } else if (message instanceof HttpObject part
                    && part.decoderResult().isFailure()) {
                fail(part.decoderResult().cause());
            } else {
                read(call, message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(Call current, Object message) {
        if (message instanceof HttpResponse head) {
            informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                fail(new BrokenAnswerException("the answer switches to another protocol, unasked"));
            } else if (!informational) {
                keepAlive = HttpUtil.isKeepAlive(head);
                current.answered(head.status().code(), head.headers());
            }
        } else if (message instanceof HttpContent piece && !informational) {
            if (piece.content().isReadable() && !current.body(piece.content())) {
                keepAlive = false;
                finish();
            } else {
                complete = piece instanceof LastHttpContent;
            }
        }
    }

    /** Only now is it known that nothing came along with the answer. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (complete) {
            finish();
        }
    }

    private void finish() {
        Call done = call;
        boolean clean =
                keepAlive && channel.isActive() && written != null && written.isSuccess() && !decoder.hasLeftOver();
        call = null;
        complete = false;
        if (clean) {
            idleSinceNanos = System.nanoTime();
            pool.free(this);
        } else {
            close();
        }
        if (done != null) {
            done.complete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        Call failed = call;
        call = null;
        complete = false;
        close();
        if (failed != null) {
            failed.fail(cause);
        }
    }
}
