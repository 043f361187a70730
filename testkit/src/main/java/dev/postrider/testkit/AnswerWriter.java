package dev.postrider.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Performs one answer on a connection, byte by byte where need be, and tells once when it is over. */
@SuppressWarnings("FutureReturnValueIgnored") // A write fails only with its connection, whose end is listened to.
final class AnswerWriter {
    private static final int PIECE = 64 << 10;
    /** Between the last byte and a reset: a reset throws away what the client has not read yet. */
    private static final Duration BEFORE_RESET = Duration.ofMillis(100);

    private final Channel channel;
    private final boolean keepAlive;
    private final Runnable done;
    private final AtomicBoolean over = new AtomicBoolean();

    AnswerWriter(Channel channel, boolean keepAlive, Runnable done) {
        this.channel = channel;
        this.keepAlive = keepAlive;
        this.done = done;
        channel.closeFuture().addListener(closed -> finish());
    }

    void write(Answer answer) {
        switch (answer) {
            case Answer.Reply reply -> reply(reply);
            case Answer.Hang() -> {}
            case Answer.Delayed(Duration delay, Answer then) -> later(delay, () -> write(then));
            case Answer.Drip drip -> {
                send(head(drip.status(), List.of(), "Content-Length: " + drip.body().length));
                drip(drip, 0);
            }
            case Answer.Huge(int status, long bytes) -> {
                send(head(status, List.of(), "Content-Length: " + bytes));
                flood(bytes);
            }
            case Answer.Chunked chunked -> chunked(chunked);
            case Answer.Raw(byte[] bytes) -> send(bytes).addListener(sent -> channel.close());
            case Answer.Cut(byte[] sent, Answer.Ending ending) -> cut(sent, ending);
        }
    }

    private void reply(Answer.Reply reply) {
        // A 204 or 304 has no body and says nothing about its length.
        boolean bodiless = reply.status() == 204 || reply.status() == 304;
        byte[] head = head(reply.status(), reply.headers(), bodiless ? "" : "Content-Length: " + reply.body().length);
        ByteBuf whole = bodiless ? Unpooled.wrappedBuffer(head) : Unpooled.wrappedBuffer(head, reply.body());
        end(send(whole));
    }

    private void drip(Answer.Drip drip, int position) {
        if (position == drip.body().length) {
            end(channel.newSucceededFuture());
            return;
        }
        later(drip.pause(), () -> {
            send(new byte[] {drip.body()[position]});
            drip(drip, position + 1);
        });
    }

    /** Writes the next piece when the one before has gone out, so that little waits in memory. */
    private void flood(long left) {
        if (left == 0) {
            end(channel.newSucceededFuture());
            return;
        }
        int size = (int) Math.min(left, PIECE);
        send(Unpooled.wrappedBuffer(new byte[size])).addListener(sent -> {
            if (sent.isSuccess()) {
                flood(left - size);
            } else {
                channel.close();
            }
        });
    }

    private void chunked(Answer.Chunked chunked) {
        send(head(chunked.status(), List.of(), "Transfer-Encoding: chunked"));
        for (String chunk : chunked.chunks()) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            send("%x\r\n".formatted(bytes.length).getBytes(StandardCharsets.US_ASCII));
            send(bytes);
            send("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        end(send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private void cut(byte[] sent, Answer.Ending ending) {
        if (ending == Answer.Ending.CLOSE) {
            send(sent).addListener(gone -> channel.close());
        } else if (sent.length == 0) {
            reset();
        } else {
            send(sent).addListener(gone -> later(BEFORE_RESET, this::reset));
        }
    }

    /** A close that lingers for no time at all is an RST; past the pipeline, so that TLS does not say goodbye first. */
    private void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().close(channel.newPromise());
    }

    private void end(ChannelFuture lastWrite) {
        lastWrite.addListener(sent -> {
            finish();
            if (!keepAlive) {
                channel.close();
            }
        });
    }

    private void finish() {
        if (over.compareAndSet(false, true)) {
            done.run();
        }
    }

    private void later(Duration delay, Runnable action) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (channel.isActive()) {
                                action.run();
                            }
                        },
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private byte[] head(int status, List<Map.Entry<String, String>> headers, String framing) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        if (!framing.isEmpty()) {
            head.append(framing).append("\r\n");
        }
        if (!keepAlive) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private ChannelFuture send(byte[] bytes) {
        return send(Unpooled.wrappedBuffer(bytes));
    }

    /** From the decoder on outwards: past the HTTP encoder, through TLS where there is some. */
    private ChannelFuture send(ByteBuf bytes) {
        ChannelHandlerContext outwards = channel.pipeline().context(HttpRequestDecoder.class);
        if (outwards == null) {
            bytes.release();
            return channel.newFailedFuture(new IllegalStateException("the connection is gone"));
        }
        return outwards.writeAndFlush(bytes);
    }
}
