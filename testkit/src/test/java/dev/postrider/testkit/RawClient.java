package dev.postrider.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client without any HTTP in it, which sees the bytes and how they end. */
final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream input;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.input = socket.getInputStream();
    }

    static RawClient get(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: test\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
        return new RawClient(socket);
    }

    /** Up to and including the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append(read(1));
        }
        return head.toString();
    }

    String read(int bytes) throws IOException {
        byte[] read = input.readNBytes(bytes);
        if (read.length < bytes) {
            throw new IOException("the stream ended after %d of %d bytes".formatted(read.length, bytes));
        }
        return new String(read, StandardCharsets.ISO_8859_1);
    }

    String readAll() throws IOException {
        return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
