package dev.postrider.embedded;

import java.nio.file.Path;

/** A process that runs a broker until it is killed. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(Path.of(args[0])));
        ChildJvm.ready(broker.bootstrapServers());
    }
}
