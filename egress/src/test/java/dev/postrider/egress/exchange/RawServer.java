package dev.postrider.egress.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says byte by byte what a test wants, one thread per connection. */
final class RawServer implements AutoCloseable {
    private final ServerSocket server;
    private final Conversation conversation;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on one connection; its end closes it, and so does an exception. */
    interface Conversation {
        void with(Client client) throws IOException, InterruptedException;
    }

    /** The other side of a connection. */
    record Client(int number, BufferedReader in, OutputStream out, Socket socket) {
        /** Reads a request with a body of known length, or returns false at the end of the connection. */
        boolean readRequest() throws IOException {
            int length = 0;
            String line = in.readLine();
            if (line == null) {
                return false;
            }
            for (; line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            for (int i = 0; i < length; i++) {
                in.read();
            }
            return true;
        }

        void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Waits for the client to close. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // What else comes does not matter.
            }
        }
    }

    private RawServer(ServerSocket server, Conversation conversation) {
        this.server = server;
        this.conversation = conversation;
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer start(Conversation conversation) throws IOException {
        return start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), conversation);
    }

    static RawServer start(InetSocketAddress address, Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(address);
        return new RawServer(server, conversation);
    }

    /** On a socket of the test's own making, such as one of TLS. */
    static RawServer start(ServerSocket server, Conversation conversation) {
        return new RawServer(server, conversation);
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + port() + "/hook");
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(socket, number));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void converse(Socket socket, int number) {
        try (socket) {
            conversation.with(new Client(
                    number,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)),
                    socket.getOutputStream(),
                    socket));
        } catch (IOException | InterruptedException _) {
            // The client has gone.
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
