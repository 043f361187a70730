package dev.postrider.api.server;

import dev.postrider.api.web.Problem;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the requests of one connection while they come: their heads are readable and in time, their bodies not too large
 * and in time. One that is not ends the connection, with an answer where none was begun. Stands behind the decoder, and by
 * {@link #bytes()} before it as well. Runs on the connection's event loop alone.
 */
final class RequestWatch extends ChannelDuplexHandler {
    /** A connection that is closed while more comes loses its answer: so long what comes is read and thrown away. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final HttpSettings settings;
    private final Refusals refusals;
    private final boolean crowded;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> headDeadline;
    private @Nullable Future<?> requestDeadline;
    private boolean receiving;
    private long bodyBytes;
    private int unanswered;
    private boolean answering;
    private boolean refused;

    /**
     * @param crowded whether there are too many connections, this one being the one too many
     */
    RequestWatch(HttpSettings settings, boolean crowded) {
        this.settings = settings;
        this.refusals = new Refusals(settings);
        this.crowded = crowded;
    }

    /** The part that stands before the decoder, where a request's first byte is seen. */
    ChannelInboundHandlerAdapter bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext bytesContext, Object bytes) {
                if (refused) {
                    ReferenceCountUtil.release(bytes);
                    return;
                }
                begin();
                bytesContext.fireChannelRead(bytes);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void begin() {
        if (receiving || context == null) {
            return;
        }
        receiving = true;
        bodyBytes = 0;
        headDeadline = after(settings.headerTimeout(), () -> refuse(refusals::slowHead, unanswered == 0));
        requestDeadline =
                after(settings.requestTimeout(), () -> refuse(refusals::slowBody, unanswered == 1 && !answering));
    }

    private void headEnded() {
        cancel(headDeadline);
        headDeadline = null;
    }

    private void end() {
        headEnded();
        cancel(requestDeadline);
        requestDeadline = null;
        receiving = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            // Of requests that came in one piece only the first was seen as bytes.
            begin();
            headEnded();
            @Nullable Problem problem = judge(request);
            if (problem != null) {
                ReferenceCountUtil.release(message);
                refuse(() -> problem, unanswered == 0);
                return;
            }
            unanswered++;
        }
        if (message instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
            if (bodyBytes > settings.maxBodySize().toBytes()) {
                ReferenceCountUtil.release(message);
                refuse(refusals::tooLarge, unanswered == 1 && !answering);
                return;
            }
        }
        if (message instanceof LastHttpContent) {
            end();
        }
        ctx.fireChannelRead(message);
    }

    private @Nullable Problem judge(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refusals.unreadable(request.decoderResult().cause());
        }
        if (crowded) {
            return refusals.crowded();
        }
        return HttpUtil.getContentLength(request, 0L) > settings.maxBodySize().toBytes() ? refusals.tooLarge() : null;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            answering = true;
        }
        if (message instanceof LastHttpContent && answering) {
            answering = false;
            unanswered--;
        }
        var _ = ctx.write(message, promise);
    }

    private void refuse(Supplier<Problem> problem, boolean answerable) {
        @Nullable ChannelHandlerContext ctx = context;
        if (refused || ctx == null) {
            return;
        }
        refused = true;
        end();
        if (!answerable) {
            var _ = ctx.close();
            return;
        }
        var _ = ctx.writeAndFlush(RefusedAnswer.of(problem.get()));
        ctx.channel().config().setAutoRead(true);
        var _ = after(LINGER, () -> {
            var _ = ctx.close();
        });
    }

    private Future<?> after(Duration delay, Runnable task) {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context.executor().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cancel(@Nullable Future<?> deadline) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
