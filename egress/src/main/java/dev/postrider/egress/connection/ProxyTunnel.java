package dev.postrider.egress.connection;

import dev.postrider.egress.ProxySettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a forward proxy for a tunnel (CONNECT; RFC 9110, section 9.3.6) over a connection that is open, and then leaves it. Tells
 * once whether there is one; that the connection breaks meanwhile is seen by whoever stands behind it in the pipeline.
 */
final class ProxyTunnel extends ChannelInboundHandlerAdapter {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final Consumer<@Nullable ProxyException> done;
    private final HttpResponseDecoder decoder = new HttpResponseDecoder() {
        // The tunnel's own bytes follow a 2xx at once, and the body of anything else is of no use.
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return true;
        }
    };
    private int status;

    private ProxyTunnel(Consumer<@Nullable ProxyException> done) {
        this.done = done;
    }

    /**
     * @param to a checked address, or a name where the proxy looks up
     * @param done called with null when the tunnel stands
     */
    static void open(
            ChannelPipeline connected,
            ProxySettings proxy,
            InetSocketAddress to,
            Consumer<@Nullable ProxyException> done) {
        ProxyTunnel tunnel = new ProxyTunnel(done);
        connected.addFirst(tunnel.decoder, tunnel);
        String credentials = proxy.authorization();
        String target = authority(to);
        String request = "CONNECT " + target + " HTTP/1.1\r\nhost: " + target + "\r\n"
                + (credentials == null ? "" : "proxy-authorization: " + credentials + "\r\n") + "\r\n";
        var _ = connected.writeAndFlush(
                connected.channel().alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String authority(InetSocketAddress to) {
        if (to.isUnresolved()) {
            return to.getHostString() + ":" + to.getPort();
        }
        String address = NetUtil.toAddressString(to.getAddress());
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + to.getPort();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                done.accept(new ProxyException(
                        "the proxy does not speak HTTP", part.decoderResult().cause()));
            } else if (message instanceof HttpResponse head) {
                status = head.status().code();
            }
            if (message instanceof LastHttpContent && status >= 200) {
                answered(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext context) {
        if (status >= 300) {
            done.accept(new ProxyException(
                    status == PROXY_AUTHENTICATION_REQUIRED
                            ? "the proxy refuses the credentials that it is given (HTTP 407)"
                            : "the proxy does not connect (HTTP " + status + ")",
                    null));
            return;
        }
        context.pipeline().remove(this);
        context.pipeline().remove(decoder);
        done.accept(null);
    }
}
