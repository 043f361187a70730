package dev.postrider.bench.floor;

import dev.postrider.bench.process.ChildSide;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The bare loop: consume, two MACs, post. */
public final class FloorProcess {
    private FloorProcess() {}

    /**
     * @param args {@code netty}, {@code egress} or {@code reactor}, the broker, the topic, the group, the sink's port on 127.0.0.1
     */
    public static void main(String[] args) throws InterruptedException {
        ChildSide.endWithDriver();
        Poster poster =
                poster(args[0], new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[4])));
        ChildSide.ready(args[0]);
        new FloorLoop(BareClients.consumer(args[1], args[3]), poster).run(args[2]);
    }

    static Poster poster(String client, InetSocketAddress target) throws InterruptedException {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return switch (client) {
            case "netty" -> new NettyPoster(target, threads);
            case "egress" -> new EgressPoster(target, threads);
            case "reactor" -> new ReactorPoster(target, threads);
            default -> throw new IllegalArgumentException("no client: " + client);
        };
    }
}
