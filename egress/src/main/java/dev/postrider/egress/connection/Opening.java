package dev.postrider.egress.connection;

import dev.postrider.egress.ProxySettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way, and the calls that wait for it.
 *
 * <pre>
 *   connect ─┬─ http ────────────────────────────────────────────► Http1Connection
 *            └─ https ─► (tunnel) ─► handshake ─┬─ ALPN http/1.1 ─► Http1Connection
 *                                               └─ ALPN h2 ─► settings ─► Http2Connection
 * </pre>
 *
 * The tunnel is that of a forward proxy, where there is one.
 *
 * It ends once: opened, failed with all its calls, or closed because the last of them was abandoned.
 */
final class Opening extends ChannelInboundHandlerAdapter implements Call.Carrier {
    private final OriginPool pool;
    private final Connections connections;
    private final Set<Call> waiting = new LinkedHashSet<>();

    private @Nullable Channel channel;
    private boolean over;

    Opening(OriginPool pool, Connections connections) {
        this.pool = pool;
        this.connections = connections;
    }

    int waiting() {
        return waiting.size();
    }

    void join(Call call) {
        waiting.add(call);
        call.waitsFor(this);
    }

    @Override
    public void abandon(Call call) {
        if (waiting.remove(call) && waiting.isEmpty()) {
            end(new ClosedChannelException());
        }
    }

    void connect() {
        ChannelFuture connecting = connections.connect(pool.origin(), new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel fresh) {
                fresh.pipeline().addLast(Opening.this);
            }
        });
        channel = connecting.channel();
        connecting.addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                end(unconnected(connected.cause()));
            } else if (!over) {
                connected(connected.channel());
            }
        });
    }

    private void connected(Channel connected) {
        Origin origin = pool.origin();
        ProxySettings proxy = connections.settings().proxy();
        if (!origin.tls()) {
            speakHttp1(connected);
            return;
        }
        limitHandshake(connected);
        if (proxy == null) {
            shakeHands(connected);
        } else {
            ProxyTunnel.open(connected.pipeline(), proxy, origin.address(), trouble -> {
                if (trouble != null) {
                    end(trouble);
                } else if (!over) {
                    shakeHands(connected);
                }
            });
        }
    }

    /** The handler begins by itself on a connection that stands. */
    private void shakeHands(Channel connected) {
        try {
            connected.pipeline().addFirst(connections.tls(pool.origin(), connected.alloc()));
        } catch (UnusableIdentityException e) {
            end(e);
        }
    }

    private Throwable unconnected(Throwable cause) {
        return connections.settings().proxy() == null
                ? cause
                : new ProxyException("the proxy cannot be reached", cause);
    }

    /** One limit for what follows the connect: the handshake, and for HTTP/2 the other side's settings. */
    private void limitHandshake(Channel connected) {
        var _ = connected
                .eventLoop()
                .schedule(
                        () -> end(new SslHandshakeTimeoutException("no TLS in time")),
                        connections.settings().tlsTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
            if (!handshake.isSuccess()) {
                end(handshake.cause());
            } else if (ApplicationProtocolNames.HTTP_2.equals(
                    context.pipeline().get(SslHandler.class).applicationProtocol())) {
                speakHttp2(context.pipeline());
            } else {
                speakHttp1(context.channel());
            }
        }
        ReferenceCountUtil.release(event);
    }

    private void speakHttp1(Channel connected) {
        ResponseDecoder decoder = new ResponseDecoder(connections.settings());
        Http1Connection connection =
                new Http1Connection(pool, connected, connections.requestEncoder(pool.origin()), decoder);
        connected.pipeline().addLast(decoder, connection).remove(this);
        pool.opened(connection, finish());
    }

    /** This handler stays last until the other side's settings have come. */
    private void speakHttp2(ChannelPipeline pipeline) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .pushEnabled(false)
                .maxHeaderListSize(connections.settings().maxHeaderBytes());
        Http2Connection connection = new Http2Connection(
                pool,
                this,
                pipeline.channel(),
                connections.http2Requests(),
                connections.settings().maxStreams());
        String self = pipeline.context(this).name();
        pipeline.addBefore(
                self,
                null,
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(settings)
                        .headerSensitivityDetector((name, _) -> HeaderRules.isAuthorization(name))
                        .build());
        pipeline.addBefore(self, null, new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
        pipeline.addBefore(self, null, connection);
    }

    /** The other side's first settings have come. */
    void opened(Http2Connection connection) {
        if (!over && channel != null) {
            channel.pipeline().remove(this);
            pool.opened(connection, finish());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
    }

    private void end(Throwable cause) {
        if (over) {
            return;
        }
        List<Call> calls = finish();
        if (channel != null) {
            var _ = channel.close();
        }
        pool.failed(this);
        calls.forEach(call -> call.fail(cause));
    }

    private List<Call> finish() {
        over = true;
        List<Call> calls = new ArrayList<>(waiting);
        waiting.clear();
        return calls;
    }
}
