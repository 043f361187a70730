package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyHeadTest {
    private final BodyHead body = new BodyHead(10_000);

    @Test
    void aCharacterSplitBetweenChunksIsWhole() {
        byte[] bytes = "naïve €".getBytes(StandardCharsets.UTF_8);
        for (byte part : bytes) {
            body.add(Unpooled.wrappedBuffer(new byte[] {part}));
        }
        assertThat(body.text()).isEqualTo("naïve €");
    }

    @Test
    void malformedBytesAndNulAreReplaced() {
        body.add(Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xff, 0, 'b'}));
        assertThat(body.text()).isEqualTo("a\ufffd\ufffdb");
    }

    @Test
    void aThousandCharactersOfThreeBytesAreKept() {
        body.add(utf8("€".repeat(2000)));
        assertThat(body.text()).isEqualTo("€".repeat(1000));
    }

    @Test
    void aSurrogatePairIsNotSplit() {
        body.add(utf8("a" + "😀".repeat(600)));
        assertThat(body.text()).isEqualTo("a" + "😀".repeat(499));
    }

    @Test
    void theLimitIsExceededByTheByteAfterIt() {
        body.add(Unpooled.wrappedBuffer(new byte[10_000]));
        assertThat(body.isExceeded()).isFalse();
        body.add(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(body.isExceeded()).isTrue();
    }

    private static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
