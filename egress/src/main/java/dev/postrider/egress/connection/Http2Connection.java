package dev.postrider.egress.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection (RFC 9113): carries as many calls at once as the other side and the settings allow, and none more, so that
 * nothing queues in the codec. It takes no new calls once the other side says goodbye. Confined to its event loop.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    private final OriginPool pool;
    private final Opening opening;
    private final Channel channel;
    private final Http2Requests requests;
    private final int streamLimit;
    private final long openedNanos = System.nanoTime();

    private int maxStreams;
    private int streams;
    private boolean isOpen;
    private boolean leaving;
    private @Nullable Throwable trouble;
    private long idleSinceNanos = openedNanos;

    /**
     * @param opening told of the other side's first settings: only then is it known how many streams there may be
     */
    Http2Connection(OriginPool pool, Opening opening, Channel channel, Http2Requests requests, int streamLimit) {
        this.pool = pool;
        this.opening = opening;
        this.channel = channel;
        this.requests = requests;
        this.streamLimit = streamLimit;
    }

    boolean hasRoom() {
        return !leaving && streams < maxStreams && channel.isActive();
    }

    boolean isIdle() {
        return streams == 0;
    }

    long openedNanos() {
        return openedNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Takes no new calls, and closes when those that it carries have ended. */
    void leave() {
        leaving = true;
        if (isIdle()) {
            var _ = channel.close();
        }
    }

    void start(Call call) {
        Http2Headers headers;
        try {
            headers = requests.headers(call.request(), call.authorization());
        } catch (UnsendableHeaderException e) {
            call.fail(e);
            return;
        }
        streams++;
        Http2Exchange exchange = new Http2Exchange(this, call, headers);
        call.sentOn(exchange);
        new Http2StreamChannelBootstrap(channel)
                .handler(exchange)
                .open()
                .addListener((Future<Http2StreamChannel> stream) -> {
                    if (!stream.isSuccess()) {
                        exchange.fail(stream.cause());
                    }
                });
    }

    /** A call has ended, however. */
    void ended() {
        streams--;
        idleSinceNanos = System.nanoTime();
        if (leaving && isIdle()) {
            var _ = channel.close();
        }
    }

    /** Why the connection broke, as far as it is known. */
    Throwable trouble() {
        return trouble == null ? new ClosedChannelException() : trouble;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (frame instanceof Http2SettingsFrame settings) {
                Long theirs = settings.settings().maxConcurrentStreams();
                if (theirs != null || !isOpen) {
                    maxStreams = theirs == null ? streamLimit : (int) Math.min(theirs, streamLimit);
                }
                if (!isOpen) {
                    isOpen = true;
                    opening.opened(this);
                }
            } else if (frame instanceof Http2GoAwayFrame goodbye) {
                if (goodbye.errorCode() != Http2Error.NO_ERROR.code()) {
                    trouble = new StreamResetException(
                            "closed the HTTP/2 connection (" + name(goodbye.errorCode()) + ")");
                }
                leave();
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leaving = true;
        pool.closed(this);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        trouble = cause;
        if (isOpen) {
            var _ = channel.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    static String name(long errorCode) {
        Http2Error error = Http2Error.valueOf(errorCode);
        return error == null ? "error " + errorCode : error.name();
    }
}
