package dev.postrider.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports that are free now: found before anything starts, so that a taken one is told in one line. */
final class Ports {
    private Ports() {}

    /**
     * The port itself if it is free, or some free one for 0.
     *
     * @param variable how the user sets it
     * @throws StartException naming the variable, if the port is taken or the host is not this machine
     */
    static int free(String host, int port, String variable) {
        InetAddress address = address(host);
        try {
            return bound(address, port);
        } catch (IOException e) {
            throw new StartException(
                    "port " + port + " on " + host + " is taken or not allowed; stop what uses it or set " + variable,
                    e);
        }
    }

    /** The host's address, if this machine has it. */
    private static InetAddress address(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            var _ = bound(address, 0);
            return address;
        } catch (IOException e) {
            throw new StartException("POSTRIDER_HOST must be an IP address of this machine, not '" + host + "'", e);
        }
    }

    private static int bound(InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket.getLocalPort();
        }
    }
}
