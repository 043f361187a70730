package dev.postrider.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to a receiver: records each request and has it answered. */
@SuppressWarnings("FutureReturnValueIgnored") // A write fails only with its connection, whose end is listened to.
final class ReceiverConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverConnection.class);

    private final long number;
    private final RequestLog log;
    private final boolean keepBodies;
    private final Function<ReceivedRequest, Answer> script;

    ReceiverConnection(long number, RequestLog log, boolean keepBodies, Function<ReceivedRequest, Answer> script) {
        this.number = number;
        this.log = log;
        this.keepBodies = keepBodies;
        this.script = script;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        Channel channel = context.channel();
        if (message.decoderResult().isFailure()) {
            LOG.atWarn().setCause(message.decoderResult().cause()).log("A request that is not HTTP");
            channel.close();
            return;
        }
        ReceivedRequest request = received(message);
        log.arrived(request);
        new AnswerWriter(channel, HttpUtil.isKeepAlive(message), () -> log.answered(request))
                .write(script.apply(request));
    }

    /** Clients that go away are what many tests are about. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("Connection failed");
        context.close();
    }

    private ReceivedRequest received(FullHttpRequest message) {
        String target = message.uri();
        int mark = target.indexOf('?');
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        message.headers().forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue())));
        return new ReceivedRequest(
                log.nextSequence(),
                Instant.now(),
                number,
                message.method().name(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                List.copyOf(headers),
                keepBodies ? ByteBufUtil.getBytes(message.content()) : new byte[0]);
    }
}
