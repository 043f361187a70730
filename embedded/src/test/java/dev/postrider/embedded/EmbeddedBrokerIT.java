package dev.postrider.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.embedded.EmbeddedStartException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path folder;

    @Test
    void recordsOutliveARestartOnOtherPorts() {
        BrokerConfig config = BrokerConfig.in(folder.resolve("kafka"));
        int firstPort;
        try (EmbeddedBroker broker = EmbeddedBroker.start(config)) {
            firstPort = broker.port();
            BrokerProbe.createTopic(broker.bootstrapServers(), "kept");
            BrokerProbe.produce(broker.bootstrapServers(), "kept", List.of("one", "two"));
            assertThat(BrokerProbe.consume(broker.bootstrapServers(), "kept", 2))
                    .containsExactly("one", "two");
        }

        try (ServerSocket occupied = occupy(firstPort);
                EmbeddedBroker broker = EmbeddedBroker.start(config)) {
            assertThat(broker.port()).isNotEqualTo(occupied.getLocalPort());
            assertThat(BrokerProbe.consume(broker.bootstrapServers(), "kept", 2))
                    .containsExactly("one", "two");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGroupOfOneGetsItsPartitionsWithoutARebalanceDelay() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka")))) {
            BrokerProbe.createTopic(broker.bootstrapServers(), "grouped");
            BrokerProbe.produce(broker.bootstrapServers(), "grouped", List.of("a"));
            assertThat(BrokerProbe.consumeInGroup(broker.bootstrapServers(), "grouped", "readers", 1))
                    .containsExactly("a");
            assertThat(broker.termination().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aTopicMustBeCreatedBeforeItIsUsed() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka")))) {
            assertThat(BrokerProbe.topicNames(broker.bootstrapServers())).isEmpty();
            assertThatThrownBy(() -> BrokerProbe.produce(broker.bootstrapServers(), "never-made", List.of("x")))
                    .hasStackTraceContaining("never-made not present in metadata");
        }
    }

    @Test
    void closingTwiceIsHarmlessAndCompletesTheTermination() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka")));
        broker.close();
        broker.close();
        assertThat(broker.termination().toCompletableFuture()).isCompleted();
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket occupied = occupy(0)) {
            int port = occupied.getLocalPort();
            assertThatThrownBy(() -> EmbeddedBroker.start(
                            BrokerConfig.in(folder.resolve("kafka")).withPort(port)))
                    .isInstanceOfSatisfying(
                            EmbeddedStartException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PORT_TAKEN))
                    .hasMessageContainingAll("127.0.0.1:" + port, "POSTRIDER_KAFKA_PORT");
        }
        assertThat(folder.resolve("kafka")).doesNotExist();
    }

    @Test
    void aFolderWithSomethingElseInItIsLeftAloneAndNamed() throws IOException {
        Path foreign = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(foreign.resolve("cat.jpg"), "meow");

        assertUnusable(foreign, "meta.properties is missing");
        assertThat(foreign.resolve("cat.jpg")).hasContent("meow");
    }

    @Test
    void garbageInTheIdentityIsNamed() throws IOException {
        Path data = stoppedBroker();
        Files.writeString(data.resolve("meta.properties"), "version=1\nnode.id=\u0000nonsense\n");
        assertUnusable(data, "meta.properties");
    }

    @Test
    void garbageInTheMetadataLogIsNamedInsteadOfStartingEmpty() throws IOException {
        Path data = stoppedBroker();
        byte[] garbage = new byte[4096];
        Arrays.fill(garbage, (byte) 0x5a);
        Files.write(data.resolve("__cluster_metadata-0/00000000000000000000.log"), garbage);

        assertUnusable(data, "__cluster_metadata-0");
    }

    @Test
    void aFlippedBitInTheMetadataLogIsNamedInsteadOfForgettingWhatFollows() throws IOException {
        Path data = stoppedBroker();
        Path log = data.resolve("__cluster_metadata-0/00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(log, bytes);

        assertUnusable(data, "__cluster_metadata-0");
    }

    @Test
    void aTornLastWriteIsForgiven() throws IOException {
        Path data = stoppedBroker();
        Path log = data.resolve("__cluster_metadata-0/00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 3));

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(data))) {
            assertThat(BrokerProbe.topicNames(broker.bootstrapServers())).isEmpty();
        }
    }

    @Test
    void aFolderInUseIsNamed() {
        BrokerConfig config = BrokerConfig.in(folder.resolve("kafka"));
        try (EmbeddedBroker running = EmbeddedBroker.start(config)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(config))
                    .isInstanceOfSatisfying(
                            EmbeddedStartException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_IN_USE))
                    .hasMessageContaining(config.dataDir().toString());
            BrokerProbe.createTopic(running.bootstrapServers(), "still-alive");
        }
    }

    @Test
    @Tag("proof")
    void recordsOutliveAKillOfTheProcess() throws Exception {
        Path data = folder.resolve("kafka");
        try (ChildJvm child = ChildJvm.run(BrokerMain.class, data.toString())) {
            String bootstrap = child.awaitLine("READY ");
            BrokerProbe.createTopic(bootstrap, "survivors");
            BrokerProbe.produce(bootstrap, "survivors", List.of("one", "two", "three"));
            child.kill();
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(data))) {
            assertThat(BrokerProbe.consume(broker.bootstrapServers(), "survivors", 3))
                    .containsExactly("one", "two", "three");
        }
    }

    private Path stoppedBroker() {
        Path data = folder.resolve("kafka");
        EmbeddedBroker.start(BrokerConfig.in(data)).close();
        return data;
    }

    private static void assertUnusable(Path data, String why) {
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(data)))
                .isInstanceOfSatisfying(
                        EmbeddedStartException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_UNUSABLE))
                .hasMessageContainingAll(data.toString(), why);
    }

    private static ServerSocket occupy(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
    }
}
