package dev.postrider.testkit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;

/**
 * An HTTP/1.1 server on a free port of 127.0.0.1 that records every request and answers by script, also in ways that no
 * proper server would: never, a byte at a time, with a reset, with garbage. Safe for any number of threads.
 *
 * <pre>{@code
 * receiver.on("/hook").reply(500, 500).then(200);
 * receiver.on("/slow").then(Answer.after(Duration.ofSeconds(2), Answer.status(204)));
 * }</pre>
 */
public final class ScriptedReceiver implements AutoCloseable {
    private static final int LARGEST_REQUEST = 64 << 20;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final RequestLog log = new RequestLog();
    private final AtomicLong connections = new AtomicLong();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Options options;
    private final Channel server;

    /**
     * How a receiver is started.
     *
     * @param certificate makes it a TLS server
     * @param keepBodies whether recorded requests keep their bodies; not, for long runs that only count
     */
    public record Options(Optional<TestCertificate> certificate, boolean keepBodies) {
        /** Plain HTTP, keeping bodies. */
        public static Options plain() {
            return new Options(Optional.empty(), true);
        }

        /** The same over TLS with this certificate. */
        public Options withTls(TestCertificate with) {
            return new Options(Optional.of(with), keepBodies);
        }

        /** The same, recording requests without their bodies. */
        public Options withoutBodies() {
            return new Options(certificate, false);
        }
    }

    private ScriptedReceiver(Options options) {
        this.options = options;
        Optional<SslContext> tls = options.certificate().map(ScriptedReceiver::tls);
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                        addHandlers(channel);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** A plain HTTP receiver. */
    public static ScriptedReceiver start() {
        return start(Options.plain());
    }

    /** A receiver behind TLS with a certificate for the loopback address by an authority that nobody knows. */
    public static ScriptedReceiver startTls() {
        return start(Options.plain().withTls(TestCertificate.forLoopback()));
    }

    /** A receiver as described. */
    public static ScriptedReceiver start(Options options) {
        return new ScriptedReceiver(options);
    }

    /** Begins a new script for {@code path}, in the place of an earlier one. Paths without a script answer 404. */
    public Script on(String path) {
        Script script = new Script();
        scripts.put(path, script);
        return script;
    }

    /** The URL of {@code path}, such as {@code http://127.0.0.1:41234/hook}. */
    public String url(String path) {
        return "%s://127.0.0.1:%d%s".formatted(options.certificate().isPresent() ? "https" : "http", port(), path);
    }

    /** The same as a URI. */
    public URI uri(String path) {
        return URI.create(url(path));
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The certificate of a TLS receiver. */
    public Optional<TestCertificate> certificate() {
        return options.certificate();
    }

    /** The requests to {@code path} so far, in order of arrival. */
    public List<ReceivedRequest> requests(String path) {
        return log.requests(path);
    }

    /** How many requests to {@code path} have arrived so far. */
    public int count(String path) {
        return log.count(path);
    }

    /** How often each value of {@code header} was seen on {@code path}; a count above 1 is a repeat. */
    public Map<String, Integer> countByHeader(String path, String header) {
        return log.countByHeader(path, header);
    }

    /** The most requests to {@code path} that were unanswered at the same time. */
    public int peakInFlight(String path) {
        return log.peakInFlight(path);
    }

    /** How many connections were accepted so far. */
    public long connections() {
        return connections.get();
    }

    /** Waits until at least {@code count} requests to {@code path} have arrived, and returns them all. */
    public List<ReceivedRequest> awaitRequests(String path, int count, Duration deadline) {
        Awaitility.await("%d requests to %s".formatted(count, path))
                .pollInterval(Duration.ofMillis(10))
                .atMost(deadline)
                .until(() -> log.count(path) >= count);
        return log.requests(path);
    }

    /** Stops listening and closes every connection, answered or not. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly(STOP.toMillis());
        loops.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
    }

    private void addHandlers(SocketChannel channel) {
        // The encoder is only for the aggregator's 100-continue; answers are written as bytes, before it.
        channel.pipeline()
                .addLast(new HttpRequestDecoder())
                .addLast(new HttpResponseEncoder())
                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                .addLast(
                        new ReceiverConnection(connections.incrementAndGet(), log, options.keepBodies(), this::answer));
    }

    private Answer answer(ReceivedRequest request) {
        Script script = scripts.get(request.path());
        return script == null ? Answer.status(404).body("no script for this path") : script.answer(request);
    }

    private static SslContext tls(TestCertificate certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.certificate())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("cannot serve TLS with this certificate", e);
        }
    }
}
