package dev.postrider.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The same request over and over, on connections of its own: each sends the next when it has the answer. It writes bytes and
 * looks for the end of the answer, which costs so little that the server is what is measured.
 */
public final class HttpLoop {
    private static final int DIGITS = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String LENGTH = "content-length:";

    private final URI url;
    private final byte[] request;
    private final Histogram latency = new ConcurrentHistogram(LONGEST.toNanos(), DIGITS);

    private HttpLoop(URI url, byte[] request) {
        this.url = url;
        this.request = request;
    }

    /**
     * What came of it.
     *
     * @param perSecond answers, all of them 2xx
     * @param latency in nanoseconds
     */
    public record Outcome(double perSecond, Histogram latency) {}

    /** A request with a JSON body. */
    public static byte[] post(URI url, String key, byte[] body) {
        byte[] head = ("POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** A request without a body. */
    public static byte[] get(URI url, String key) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return ("GET " + url.getRawPath() + query + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends for so long. */
    public static Outcome run(URI url, byte[] request, int connections, Duration time) throws InterruptedException {
        return new HttpLoop(url, request).run(connections, time);
    }

    private Outcome run(int connections, Duration time) throws InterruptedException {
        long began = System.nanoTime();
        long end = began + time.toNanos();
        List<Future<?>> loops = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                loops.add(threads.submit(() -> {
                    connection(end);
                    return null;
                }));
            }
            for (Future<?> loop : loops) {
                var _ = loop.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("requests to " + url + " failed", e.getCause());
        }
        return new Outcome(latency.getTotalCount() / ((System.nanoTime() - began) / 1e9), latency);
    }

    private void connection(long end) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                out.write(request);
                readAnswer(in);
                latency.recordValue(Math.min(System.nanoTime() - now, LONGEST.toNanos()));
            }
        }
    }

    private static void readAnswer(InputStream in) throws IOException {
        String status = line(in);
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        if (!status.startsWith("HTTP/1.1 2") || length < 0) {
            throw new IOException("the answer is " + status);
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
