package dev.postrider.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/** The broker properties of a single node that shares its process with everything else: few threads, small buffers. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CLIENTS = "PLAINTEXT";
    static final String CONTROLLER = "CONTROLLER";

    private BrokerSettings() {}

    static Map<String, String> of(BrokerConfig config, int port, int controllerPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        identity(settings, config, port, controllerPort);
        singleCopy(settings, config);
        smallFootprint(settings);
        settings.putAll(config.overrides());
        return settings;
    }

    private static void identity(Map<String, String> settings, BrokerConfig config, int port, int controllerPort) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", config.dataDir().toString());
        settings.put(
                "listeners",
                "%s://%s:%d,%s://127.0.0.1:%d".formatted(CLIENTS, config.host(), port, CONTROLLER, controllerPort));
        settings.put("advertised.listeners", "%s://%s:%d".formatted(CLIENTS, config.host(), port));
        settings.put("listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", CLIENTS);
        settings.put("controller.listener.names", CONTROLLER);
        // Static voters: the address is read from here at each start and never stored, so the port may change.
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", Integer.toString(config.defaultPartitions()));
        settings.put(
                "server.max.startup.time.ms",
                Long.toString(config.startDeadline().toMillis()));
    }

    private static void singleCopy(Map<String, String> settings, BrokerConfig config) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", Integer.toString(config.defaultPartitions()));
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void smallFootprint(Map<String, String> settings) {
        // After a kill the controller lets this broker in again only once its previous session has run out.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // Nobody else will join within the next three seconds that Kafka waits for by default.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
        settings.put("log.segment.bytes", Integer.toString(64 << 20));
        settings.put("offsets.topic.segment.bytes", Integer.toString(8 << 20));
        settings.put("transaction.state.log.segment.bytes", Integer.toString(8 << 20));
        settings.put("share.coordinator.state.topic.segment.bytes", Integer.toString(8 << 20));
        // Each open segment maps two index files of this size; one entry per 4 KiB of log makes 1 MiB ample for 64 MiB.
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        settings.put("metadata.log.segment.bytes", Integer.toString(16 << 20));
        // An idle controller writes this often, for followers that there are none of.
        settings.put("metadata.max.idle.interval.ms", "5000");
    }
}
