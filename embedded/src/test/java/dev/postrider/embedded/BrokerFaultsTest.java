package dev.postrider.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerFaultsTest {
    private final BrokerFaults faults = new BrokerFaults();

    @AfterEach
    void giveTheHooksBack() {
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
    }

    @Test
    void kafkaEndingTheProcessBecomesAReason() {
        faults.replaceExit();

        assertThatThrownBy(() -> Exit.halt(1, "all log dirs have failed")).isInstanceOf(IllegalStateException.class);

        assertThat(faults.fatal())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("status 1: all log dirs have failed");
    }

    @Test
    void onlyAFatalFaultEndsTheBrokerAndBothRunTheirAction() {
        AtomicBoolean counted = new AtomicBoolean();
        assertThat(faults.build("publishing", false, () -> counted.set(true))
                        .handleFault("skipped", new IOException("once")))
                .hasMessage("publishing: skipped");
        assertThat(counted).isTrue();
        assertThat(faults.fatal()).isNotDone();

        assertThat(faults.build("quorum", true, () -> {}).handleFault("gave up", new IOException("disk")))
                .hasMessage("quorum: gave up")
                .hasRootCauseMessage("disk");
        assertThat(faults.fatal()).isCompletedExceptionally();
    }
}
