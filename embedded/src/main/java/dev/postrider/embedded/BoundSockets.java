package dev.postrider.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's listening sockets, bound before the broker exists and handed over when it asks. A taken port is therefore
 * known first and by itself, and a picked port cannot be lost to another program between picking and binding.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
    private static final int BACKLOG = 50;

    private final Map<Integer, ServerSocketChannel> waiting = new ConcurrentHashMap<>();

    /** Binds and returns the port, which is a free one when {@code port} is 0. */
    int bind(String host, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port), BACKLOG);
            int bound = channel.socket().getLocalPort();
            waiting.put(bound, channel);
            return bound;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int backlog, int receiveBuffer) throws IOException {
        ServerSocketChannel channel = waiting.remove(address.getPort());
        return channel != null
                ? channel
                : ServerSocketFactory.INSTANCE.openServerSocket(listenerName, address, backlog, receiveBuffer);
    }

    /** Closes what nobody asked for. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : waiting.values()) {
            channel.close();
        }
        waiting.clear();
    }
}
