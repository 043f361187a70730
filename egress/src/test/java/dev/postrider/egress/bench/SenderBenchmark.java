package dev.postrider.egress.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.exchange.HttpSender;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a send costs: POSTs of 1 KB with the headers of a delivery, 256 in flight, handed over in batches of 64, to a cheap sink
 * in a process of its own. Prints requests per second and the CPU time of this process alone, per request and second by second.
 *
 * <p>Arguments: seconds (20), {@code http} or {@code https}, hosts (1; more are 127.0.0.1, 127.0.0.2, ... of the one sink).
 */
final class SenderBenchmark {
    private static final int IN_FLIGHT = 256;
    private static final int BATCH = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final byte[] body = "x".repeat(1024).getBytes(StandardCharsets.US_ASCII);
    private final Sender sender;
    private final Target[] urls;

    private SenderBenchmark(Sender sender, Target[] urls) {
        this.sender = sender;
        this.urls = urls;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        boolean tls = arguments.length > 1 && arguments[1].equals("https");
        int hosts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        Process sink = startSink(tls ? "tls" : "plain");
        try (Sender sender = new HttpSender(
                EgressSettings.defaults("bench")
                        .withTrust(InsecureTrustManagerFactory.INSTANCE)
                        .withTlsTimeout(TIMEOUT),
                AddressGuard.open())) {
            int port = Integer.parseInt(
                    new BufferedReader(new InputStreamReader(sink.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine());
            Target[] urls = new Target[hosts];
            for (int i = 0; i < hosts; i++) {
                String host = tls ? "localhost" : "127.0.0." + (i + 1);
                urls[i] = Target.of(URI.create((tls ? "https://" : "http://") + host + ":" + port + "/hooks/" + i));
            }
            new SenderBenchmark(sender, urls).run(seconds);
        } finally {
            sink.destroy();
        }
    }

    private static Process startSink(String mode) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheapSink.class.getName(),
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @SuppressWarnings("SystemOut")
    private void run(int seconds) throws InterruptedException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long start = System.nanoTime();
        long from = start;
        long cpu = process.getProcessCpuTime();
        long count = 0;
        int second = 0;
        while (second < seconds) {
            free.acquire(BATCH);
            sender.execute(this::batch);
            long now = System.nanoTime();
            if (now - from >= 1_000_000_000L) {
                long cpuNow = process.getProcessCpuTime();
                long countNow = sent.get();
                System.out.printf(
                        "%2d s: %,7d requests/s, %5.1f us CPU per request, %d failed%n",
                        ++second,
                        (countNow - count) * 1_000_000_000L / (now - from),
                        (cpuNow - cpu) / 1000.0 / (countNow - count),
                        failed.get());
                from = now;
                cpu = cpuNow;
                count = countNow;
            }
        }
        free.acquire(IN_FLIGHT);
    }

    private void batch() {
        for (int i = 0; i < BATCH; i++) {
            long number = sent.getAndIncrement();
            OutboundRequest request =
                    new OutboundRequest(urls[(int) (number % urls.length)], headers(number), body, TIMEOUT);
            var _ = sender.send(request).thenAccept(outcome -> {
                if (!outcome.isSuccess() && failed.getAndIncrement() == 0) {
                    System.getLogger("bench").log(System.Logger.Level.WARNING, outcome);
                }
                free.release();
            });
        }
    }

    /** Those of a delivery. */
    private static Map<String, String> headers(long number) {
        String delivery = "018f3a52-7c1e-8d2a-9b3c-" + (100_000_000_000L + number);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Webhook-Id", "0d8b1f4e-2f63-4a52-8f0e-5c3f1a7b9d21");
        headers.put("X-Webhook-Delivery", delivery);
        headers.put("X-Webhook-Event", "invoice.paid");
        headers.put("X-Webhook-Attempt", "1");
        headers.put("X-Webhook-Timestamp", "1782000000");
        headers.put("X-Webhook-Signature", "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        headers.put("webhook-id", delivery);
        headers.put("webhook-timestamp", "1782000000");
        headers.put("webhook-signature", "v1,n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=");
        return headers;
    }
}
