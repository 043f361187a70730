package dev.postrider.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.SigningSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The receiving side of the demo: verifies the signature of each request and answers as its endpoint behaves. */
final class DemoReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Endpoint, SigningSecret> secrets = new ConcurrentHashMap<>();
    private final Map<Endpoint, AtomicInteger> accepted = new EnumMap<>(Endpoint.class);
    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicInteger forged = new AtomicInteger();
    private final Consumer<Request> onRequest;

    /**
     * One request as it came.
     *
     * @param status what it was answered
     */
    record Request(Endpoint endpoint, String event, int attempt, int bytes, boolean signed, int status) {}

    DemoReceiver(Consumer<Request> onRequest) throws IOException {
        this.onRequest = onRequest;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        for (Endpoint endpoint : Endpoint.values()) {
            accepted.put(endpoint, new AtomicInteger());
            server.createContext(endpoint.path(), exchange -> receive(endpoint, exchange));
        }
        server.start();
    }

    String url(Endpoint endpoint) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + endpoint.path();
    }

    /** Says which secret signs what comes to an endpoint. */
    void expect(Endpoint endpoint, SigningSecret secret) {
        secrets.put(endpoint, secret);
    }

    /** Deliveries that an endpoint took. */
    int accepted(Endpoint endpoint) {
        AtomicInteger count = accepted.get(endpoint);
        return count == null ? 0 : count.get();
    }

    int verified() {
        return verified.get();
    }

    int forged() {
        return forged.get();
    }

    private void receive(Endpoint endpoint, HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int attempt = Integer.parseInt(header(exchange, "X-Webhook-Attempt"));
            boolean signed = isSigned(endpoint, exchange, body);
            (signed ? verified : forged).incrementAndGet();
            int status = signed ? endpoint.answer(attempt) : 401;
            exchange.sendResponseHeaders(status, -1);
            if (status == 200) {
                Optional.ofNullable(accepted.get(endpoint)).ifPresent(AtomicInteger::incrementAndGet);
            }
            onRequest.accept(
                    new Request(endpoint, header(exchange, "X-Webhook-Event"), attempt, body.length, signed, status));
        }
    }

    private boolean isSigned(Endpoint endpoint, HttpExchange exchange, byte[] body) {
        SigningSecret secret = secrets.get(endpoint);
        return secret != null
                && MessageDigest.isEqual(
                        Signatures.postrider(secret, body).getBytes(StandardCharsets.US_ASCII),
                        header(exchange, "X-Webhook-Signature").getBytes(StandardCharsets.US_ASCII));
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("0");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
