package dev.postrider.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutSettingsTest {
    @ParameterizedTest
    @ValueSource(longs = {-1, 31 * 24 * 3600})
    void aTimeThatNothingWaitsForIsRefusedByTheNameOfItsKey(long seconds) {
        assertThatThrownBy(() -> new FanOutSettings(
                        1, 5, Duration.ofSeconds(seconds), 1, Duration.ofSeconds(1), Duration.ofSeconds(1), false))
                .hasMessage("postrider.dispatcher.max-deliver-ahead must be 0s to 30d");
    }
}
