package dev.postrider.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** {@code postrider receiver}: an endpoint that takes every delivery and prints it, for trying things out. */
final class Receiver {
    private static final int MAX_BODY_CHARS = 2000;

    private Receiver() {}

    /**
     * Serves until the process is ended.
     *
     * @param hostArgument an IP address of this machine
     */
    static int run(String hostArgument, String portArgument, PrintStream out) throws InterruptedException {
        InetAddress host = host(hostArgument);
        int port = port(portArgument);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> receive(exchange, out));
            server.start();
            out.println("Receiving on http://" + host.getHostAddress() + ":"
                    + server.getAddress().getPort() + "/ …");
        } catch (IOException e) {
            throw new StartException("port " + port + " is taken or not allowed; give another one", e);
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private static InetAddress host(String argument) {
        try {
            return InetAddress.ofLiteral(argument);
        } catch (IllegalArgumentException e) {
            throw new StartException("POSTRIDER_HOST must be an IP address of this machine, not '" + argument + "'", e);
        }
    }

    private static int port(String argument) {
        if (!argument.matches("[0-9]{1,5}")) {
            throw new StartException("give the port to receive on: postrider receiver 9000");
        }
        return Integer.parseInt(argument);
    }

    private static void receive(HttpExchange exchange, PrintStream out) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String shown = body.length() <= MAX_BODY_CHARS ? body : body.substring(0, MAX_BODY_CHARS) + "…";
            out.println("received " + header(exchange, "X-Webhook-Event") + ", delivery "
                    + header(exchange, "X-Webhook-Delivery") + ", attempt " + header(exchange, "X-Webhook-Attempt")
                    + ", " + header(exchange, "X-Webhook-Signature"));
            out.println("  " + shown);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "(none)" : value;
    }
}
