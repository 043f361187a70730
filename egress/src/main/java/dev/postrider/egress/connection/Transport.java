package dev.postrider.egress.connection;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How sockets are driven: epoll where the machine has it, else NIO.
 *
 * @param io what event loops are made of
 * @param tcp class of connections
 * @param udp class of sockets for DNS
 */
public record Transport(IoHandlerFactory io, Class<? extends SocketChannel> tcp, Class<? extends DatagramChannel> udp) {
    /** The best one here. */
    public static Transport best() {
        return Epoll.isAvailable() ? epoll() : nio();
    }

    private static Transport epoll() {
        return new Transport(EpollIoHandler.newFactory(), EpollSocketChannel.class, EpollDatagramChannel.class);
    }

    /** The one that runs everywhere. */
    public static Transport nio() {
        return new Transport(NioIoHandler.newFactory(), NioSocketChannel.class, NioDatagramChannel.class);
    }
}
