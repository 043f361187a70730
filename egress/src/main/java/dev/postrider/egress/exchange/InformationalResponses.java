package dev.postrider.egress.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops 1xx answers, which precede the final one (RFC 9110, section 15.2): the client behind takes any but 100 for the final
 * answer. 101 passes: it ends HTTP on the connection, unasked, and the exchange with it.
 */
final class InformationalResponses extends ChannelInboundHandlerAdapter {
    private boolean dropping;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            dropping = isInformational(response);
        }
        if (!dropping) {
            ctx.fireChannelRead(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            dropping = false;
            // The demand that this answer used up; without it the final one would not be read.
            ctx.read();
        }
        ReferenceCountUtil.release(message);
    }

    private static boolean isInformational(HttpResponse response) {
        return response.decoderResult().isSuccess()
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
}
