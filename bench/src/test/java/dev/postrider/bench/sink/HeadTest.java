package dev.postrider.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeadTest {
    private static final String REQUEST =
            "POST /17 HTTP/1.1\r\nHost: a\r\ncontent-LENGTH: 26\r\nX: y\r\n\r\n" + "{\"id\":\"t123.45\",\"event\":1}";

    @Test
    void pathAndBodyAreFoundInAWholeRequest() {
        ByteBuf bytes = ascii(REQUEST);

        Head head = Objects.requireNonNull(Head.read(bytes));

        assertThat(head.slot()).isEqualTo(17);
        assertThat(head.end()).isEqualTo(bytes.writerIndex());
        assertThat(Stamp.read(new ByteReader(bytes, head.bodyStart(), head.end())))
                .isEqualTo(new Stamp(123, 45));
    }

    @Test
    void aHeadThatIsNotCompleteIsNoHead() {
        int blankLine = REQUEST.indexOf("\r\n\r\n");

        for (int length = 0; length < blankLine + 3; length++) {
            assertThat(Head.read(ascii(REQUEST.substring(0, length)))).isNull();
        }
    }

    @Test
    void aBodyWithoutStampHasNone() {
        for (String body : new String[] {"{}", "{\"id\":\"other\"}", "{\"id\":\"t1\"}", "{\"id\":\"t1.2"}) {
            ByteBuf bytes = ascii(body);
            assertThat(Stamp.read(new ByteReader(bytes, 0, bytes.writerIndex())))
                    .isNull();
        }
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
