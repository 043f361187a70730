package dev.postrider.egress.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call on a stream of an HTTP/2 connection. Abandoning it resets the stream and leaves the connection to the others. */
final class Http2Exchange extends ChannelInboundHandlerAdapter implements Call.Carrier {
    /** The codec has checked names and values. */
    private static final HttpHeadersFactory PLAIN =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final Http2Connection connection;
    private final Http2Headers headers;

    private @Nullable Call call;
    private @Nullable ChannelHandlerContext stream;
    private boolean hasHead;

    Http2Exchange(Http2Connection connection, Call call, Http2Headers headers) {
        this.connection = connection;
        this.call = call;
        this.headers = headers;
    }

    @Override
    public void abandon(Call abandoned) {
        end();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        stream = context;
        if (call == null) {
            // Abandoned before the stream was there.
            var _ = context.close();
            return;
        }
        byte[] body = call.request().body();
        context.write(new DefaultHttp2HeadersFrame(headers, body.length == 0)).addListener(written -> {
            if (!written.isSuccess()) {
                fail(written.cause());
            }
        });
        if (body.length > 0) {
            var _ = context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
        }
        context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            Call current = call;
            if (current == null) {
                return;
            }
            if (frame instanceof Http2HeadersFrame head) {
                read(current, head);
            } else if (frame instanceof Http2DataFrame data) {
                read(current, data);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void read(Call current, Http2HeadersFrame head) {
        if (!hasHead) {
            int status;
            try {
                status = HttpConversionUtil.parseStatus(head.headers().status()).code();
            } catch (Http2Exception e) {
                fail(e);
                return;
            }
            if (status < 200) {
                return;
            }
            hasHead = true;
            current.answered(status, plain(head.headers()));
        }
        if (head.isEndStream()) {
            complete(current);
        }
    }

    private void read(Call current, Http2DataFrame data) {
        boolean wanted = current.body(data.content());
        if (!wanted || data.isEndStream()) {
            complete(current);
        }
    }

    private void complete(Call done) {
        end();
        done.complete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            fail(new StreamResetException("reset the HTTP/2 stream (" + Http2Connection.name(reset.errorCode()) + ")"));
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(connection.trouble());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    void fail(Throwable cause) {
        Call failed = call;
        end();
        if (failed != null) {
            failed.fail(cause);
        }
    }

    /** Closing a stream that both sides have ended says nothing to the other side, closing any other resets it. */
    private void end() {
        if (call != null) {
            call = null;
            connection.ended();
        }
        if (stream != null) {
            var _ = stream.close();
        }
    }

    private static HttpHeaders plain(Http2Headers headers) {
        HttpHeaders plain = PLAIN.newHeaders();
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                plain.add(header.getKey(), header.getValue());
            }
        }
        return plain;
    }
}
