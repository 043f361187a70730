package dev.postrider.bench.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: reads whole requests, has them counted and answered. */
final class RequestHandler extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Tally tally;
    private final Behaviours behaviours;

    RequestHandler(Tally tally, Behaviours behaviours) {
        this.tally = tally;
        this.behaviours = behaviours;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        for (Head head = Head.read(in); head != null && head.end() <= in.writerIndex(); head = Head.read(in)) {
            Stamp stamp = Stamp.read(new ByteReader(in, head.bodyStart(), head.end()));
            in.readerIndex(head.end());
            tally.count(head.slot(), stamp, System.nanoTime());
            Responses.write(ctx, behaviours.of(head.slot()));
            if (!in.isReadable()) {
                return;
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        ctx.flush();
        super.channelReadComplete(ctx);
    }

    /** Clients that time out reset their connections; that is what some runs are about. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A connection broke", cause);
        var _ = ctx.close();
    }
}
