package dev.postrider.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static final Path FOLDER = Path.of("data");

    @Test
    void portsOutsideTheirRangeAreRefusedByName() {
        assertThatThrownBy(() -> BrokerConfig.in(FOLDER).withPort(65_536)).hasMessageContaining("port must be between");
        assertThatThrownBy(() -> DatabaseConfig.in(FOLDER).withPort(-1)).hasMessageContaining("port must be between");
    }

    @Test
    void aBrokerThatClientsCouldNotReachIsRefused() {
        BrokerConfig config = BrokerConfig.in(FOLDER);
        assertThatThrownBy(() -> new BrokerConfig(
                        FOLDER,
                        "0.0.0.0",
                        config.port(),
                        config.portSetting(),
                        config.defaultPartitions(),
                        config.startDeadline(),
                        config.overrides()))
                .hasMessageContaining("host must be an address that clients can connect to");
    }

    @Test
    void overridesWinOverDefaults() {
        BrokerConfig config =
                BrokerConfig.in(FOLDER).withDefaultPartitions(7).withOverride("log.segment.bytes", "1048576");
        assertThat(BrokerSettings.of(config, 9092, 9093))
                .containsEntry("num.partitions", "7")
                .containsEntry("log.segment.bytes", "1048576")
                .containsEntry("auto.create.topics.enable", "false");
    }

    @Test
    void anErrorIsOneLineThatNamesTheInnermostReason() {
        IOException cause = new IOException("outer", new IllegalStateException("the disk\nis  full."));
        assertThat(EmbeddedStartException.failed("Kafka", FOLDER, cause))
                .hasMessage("Kafka did not start on the data folder data: the disk is full");
    }
}
