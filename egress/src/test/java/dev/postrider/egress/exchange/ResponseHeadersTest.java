package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseHeadersTest {
    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void namesAreLowerCaseAndValuesOfOneNameAreJoined() {
        headers.add("Vary", "Accept").add("VARY", "Origin").add("Server", "test");
        assertThat(ResponseHeaders.of(headers)).isEqualTo(Map.of("vary", "Accept, Origin", "server", "test"));
    }

    @Test
    void retryAfterIsKeptHoweverManyHeadersPrecedeIt() {
        for (int i = 0; i < 200; i++) {
            headers.add("X-" + i, "v");
        }
        headers.add("Retry-After", "7");
        assertThat(ResponseHeaders.of(headers)).hasSize(64).containsEntry("retry-after", "7");
    }

    @Test
    void aHeaderThatIsTooLargeIsLeftOutAndTheNextKept() {
        headers.add("X-Large", "v".repeat(9000)).add("X-Small", "v");
        assertThat(ResponseHeaders.of(headers)).isEqualTo(Map.of("x-small", "v"));
    }
}
