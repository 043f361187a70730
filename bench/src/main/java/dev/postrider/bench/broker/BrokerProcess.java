package dev.postrider.bench.broker;

import dev.postrider.bench.process.ChildSide;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import java.nio.file.Path;

/** A broker, KRaft controller included, on a free port of 127.0.0.1 until the driver is gone. */
public final class BrokerProcess {
    private BrokerProcess() {}

    /**
     * @param args the folder for its data
     */
    public static void main(String[] args) {
        ChildSide.endWithDriver();
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(Path.of(args[0])));
        ChildSide.ready(broker.bootstrapServers());
        broker.termination().toCompletableFuture().join();
    }
}
