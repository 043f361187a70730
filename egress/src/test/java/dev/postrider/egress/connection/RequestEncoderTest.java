package dev.postrider.egress.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.egress.OutboundRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEncoderTest {
    private final RequestEncoder encoder = new RequestEncoder("Agent/1", null);

    @Test
    void theHeadIsFollowedByTheBody() throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain");
        headers.put("X-Empty", "");
        assertThat(encode("https://H.example:8443/p%20q?a=b&c", headers, "hello"))
                .isEqualTo("POST /p%20q?a=b&c HTTP/1.1\r\nhost: h.example:8443\r\nContent-Type: text/plain\r\n"
                        + "X-Empty: \r\nuser-agent: Agent/1\r\ncontent-length: 5\r\n\r\nhello");
    }

    @Test
    void theRequestsOwnUserAgentIsTheOnlyOne() throws Exception {
        assertThat(encode("http://h", Map.of("USER-AGENT", "Mine/2"), ""))
                .isEqualTo("POST / HTTP/1.1\r\nhost: h\r\nUSER-AGENT: Mine/2\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void aHeadOfAnySizeIsWhole() throws Exception {
        String value = "v".repeat(10_000);
        assertThat(encode("http://h/", Map.of("X", value), "b"))
                .contains("X: " + value + "\r\n")
                .endsWith("\r\n\r\nb");
        assertThat(encode("http://h/", Map.of("X", "short"), "b")).contains("X: short\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X A",
                "X:",
                "X\r\n",
                "Ü",
                "Host",
                "content-LENGTH",
                "Transfer-Encoding",
                "TE",
                "Connection",
                "Keep-Alive",
                "Upgrade",
                "Expect",
                "Trailer",
                "Proxy-Connection",
                "Proxy-Authorization",
                "HTTP2-Settings"
            })
    void namesThatHttpForbidsOrSetsItselfAreRefused(String name) {
        assertThatThrownBy(() -> encode("http://h/", Map.of(name, "v"), ""))
                .isInstanceOf(UnsendableHeaderException.class);
    }

    @ParameterizedTest
    @CsvSource({"'a\r\nB: c'", "'a\nb'", "'a\0b'", "'€'", "'\u007f'"})
    void valuesThatWouldBreakOutAreRefusedAndNotRepeated(String value) {
        assertThatThrownBy(() -> encode("http://h/", Map.of("X-A", value), ""))
                .isInstanceOf(UnsendableHeaderException.class)
                .hasMessageContaining("'X-A'")
                .hasMessageNotContaining(value);
    }

    private String encode(String url, Map<String, String> headers, String body) throws UnsendableHeaderException {
        OutboundRequest request = new OutboundRequest(
                URI.create(url), headers, body.getBytes(StandardCharsets.US_ASCII), Duration.ofSeconds(1));
        ByteBuf bytes = encoder.encode(request, null, UnpooledByteBufAllocator.DEFAULT);
        try {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } finally {
            bytes.release();
        }
    }
}
