package dev.postrider.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and its KRaft controller inside this process, ready for clients once {@link #start} returns. What was
 * acknowledged survives {@link #close} and a kill of the process, not a power loss: like any broker's, its log is synced by
 * the operating system. The controller listens on a free loopback port that may differ from start to start.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String WHAT = "Kafka";
    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(10);

    private final BrokerConfig config;
    private final int port;
    private final BrokerFaults faults;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(
            BrokerConfig config, int port, BrokerFaults faults, ControllerServer controller, BrokerServer broker) {
        this.config = config;
        this.port = port;
        this.faults = faults;
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * Starts a broker and waits until it serves clients.
     *
     * @throws EmbeddedStartException naming in one line what is in the way: the port, the folder
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        try (BoundSockets sockets = new BoundSockets()) {
            int port = bindForClients(sockets, config);
            int controllerPort = sockets.bind("127.0.0.1", 0);
            BrokerFolder.Identity identity = new BrokerFolder(config.dataDir()).open();
            EmbeddedBroker started = wire(config, port, controllerPort, identity, sockets);
            started.startServers();
            return started;
        } catch (IOException e) {
            throw EmbeddedStartException.failed(WHAT, config.dataDir(), e);
        }
    }

    /** What clients are configured with, {@code host:port}. */
    public String bootstrapServers() {
        return config.host() + ":" + port;
    }

    /** The port for clients. */
    public int port() {
        return port;
    }

    /**
     * Completes exceptionally, with the reason, when a running broker has given up (its disk failed, for instance), where a
     * broker with a process of its own would have ended it; completes normally when the broker is closed.
     */
    public CompletionStage<Void> termination() {
        return faults.fatal().minimalCompletionStage();
    }

    /** Stops the broker, then its controller; what was acknowledged is in the folder. Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        stopServers();
        faults.fatal().complete(null);
    }

    private static int bindForClients(BoundSockets sockets, BrokerConfig config) {
        try {
            return sockets.bind(config.host(), config.port());
        } catch (IOException taken) {
            throw EmbeddedStartException.cannotListen(WHAT, config.host(), config.port(), config.portSetting(), taken);
        }
    }

    private static EmbeddedBroker wire(
            BrokerConfig config, int port, int controllerPort, BrokerFolder.Identity identity, BoundSockets sockets) {
        KafkaConfig kafka = new KafkaConfig(BrokerSettings.of(config, port, controllerPort), false);
        BrokerFaults faults = new BrokerFaults();
        faults.replaceExit();
        SharedServer shared = new SharedServer(
                kafka,
                identity.properties(),
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(Map.of(
                        BrokerSettings.NODE_ID,
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controllerPort))),
                List.of(),
                faults,
                sockets);
        BrokerServer broker = new BrokerServer(shared);
        ControllerServer controller =
                new ControllerServer(shared, KafkaRaftServer.configSchema(), identity.bootstrap());
        return new EmbeddedBroker(config, port, faults, controller, broker);
    }

    /** Starting runs on its own thread: a fault elsewhere in the broker would leave it waiting for ever. */
    private void startServers() {
        long began = System.nanoTime();
        CompletableFuture<Void> starting = new CompletableFuture<>();
        Thread.ofPlatform().name("embedded-kafka-start").daemon(true).start(() -> {
            try {
                controller.startup();
                broker.startup();
                starting.complete(null);
            } catch (Throwable e) {
                starting.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(starting, faults.fatal())
                    .get(config.startDeadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw abandon(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw abandon(new TimeoutException("not ready within " + config.startDeadline()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandon(e);
        }
        LOG.atInfo()
                .addKeyValue("bootstrap_servers", bootstrapServers())
                .addKeyValue(
                        "took_ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
                .log("Embedded Kafka broker started");
    }

    private EmbeddedStartException abandon(Throwable why) {
        close();
        return BrokerFolder.explain(config.dataDir(), why);
    }

    /** Each part is stopped even if another cannot be; half-started parts fail in their own ways, which are only logged. */
    private void stopServers() {
        stop("broker", () -> broker.shutdown(CONTROLLED_SHUTDOWN));
        stop("controller", controller::shutdown);
    }

    private static void stop(String part, Runnable shutdown) {
        try {
            shutdown.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("part", part).setCause(e).log("Embedded Kafka did not stop cleanly");
        }
    }
}
