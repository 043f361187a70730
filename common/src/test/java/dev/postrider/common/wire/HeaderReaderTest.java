package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {
    @Test
    void headersAreFoundInAnyOrderAndAgain() {
        HeaderReader reader = HeaderReader.of(WireHeaders.versioned()
                .add("a", "1")
                .add("b", "é")
                .add("c", "-3")
                .headers());

        assertThat(reader.number("c")).isEqualTo(-3);
        assertThat(reader.text("b")).isEqualTo("é");
        assertThat(reader.time("a")).isEqualTo(Instant.ofEpochMilli(1));
        assertThat(reader.text("b")).isEqualTo("é");
    }

    @Test
    void whatIsNotThereIsNamed() {
        HeaderReader reader =
                HeaderReader.of(WireHeaders.versioned().add("a", "1").headers());

        assertThat(reader.optionalText("b")).isNull();
        assertThat(reader.optionalNumber("b", 7)).isEqualTo(7);
        assertThatThrownBy(() -> reader.text("b"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the record has no header b");
        assertThat(reader.text("a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1x", " 1", "1234567890123456789", "１"})
    void whatIsNoNumberIsRefused(String text) {
        HeaderReader reader =
                HeaderReader.of(WireHeaders.versioned().add("a", text).headers());

        assertThatThrownBy(() -> reader.number("a"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the header a is not a number");
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatThrownBy(() -> HeaderReader.of(
                        WireHeaders.versioned().put(HeaderNames.VERSION, "3").headers()))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("format version 3");
    }

    @Test
    void theVersionOfDeliveriesIsRefusedInOtherRecords() {
        assertThatThrownBy(() -> HeaderReader.of(WireHeaders.ofDelivery().headers()))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("format version 2");
    }

    @Test
    void aHeaderThatIsPutStandsOnce() {
        assertThat(WireHeaders.versioned().add("a", "1").put("a", "2").headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly("pr-v=1", "a=2");
    }
}
