import java.net.InetAddress;
import java.net.ServerSocket;

/** Prints a port of 127.0.0.1 that is free now. */
class FreePort {
    public static void main(String[] args) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(socket.getLocalPort());
        }
    }
}
