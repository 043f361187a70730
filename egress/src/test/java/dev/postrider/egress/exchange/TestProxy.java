package dev.postrider.egress.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A forward proxy that connects every name to this machine, and notes the heads of what it is asked. */
final class TestProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final String refusal;

    private TestProxy(String refusal) throws IOException {
        this.refusal = refusal;
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.ofVirtual().start(this::accept);
    }

    static TestProxy start() throws IOException {
        return new TestProxy("");
    }

    /** One that answers so and nothing else. */
    static TestProxy refusing(String statusLine) throws IOException {
        return new TestProxy(statusLine);
    }

    int port() {
        return server.getLocalPort();
    }

    List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            if (!refusal.isEmpty()) {
                say(client, refusal + "\r\ncontent-length: 0\r\n\r\n");
                return;
            }
            String target = head.split(" ")[1];
            boolean tunnel = head.startsWith("CONNECT ");
            int port = tunnel
                    ? Integer.parseInt(target.substring(target.lastIndexOf(':') + 1))
                    : URI.create(target).getPort();
            try (Socket other = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                if (tunnel) {
                    say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                } else {
                    say(other, head.replaceFirst("http://[^/]*", ""));
                }
                Thread back = Thread.ofVirtual().start(() -> copy(other, client));
                copy(client, other);
                back.join();
            }
        } catch (IOException | InterruptedException _) {
            // One of the sides has gone.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client has gone");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void say(Socket to, String text) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // One of the sides has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
