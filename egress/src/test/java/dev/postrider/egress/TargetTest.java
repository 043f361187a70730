package dev.postrider.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://h", "https://h.example:8443/p?q=1", "HTTP://127.0.0.1:1/", "http://[::1]:80/"})
    void urlsOfHttpPass(String url) {
        assertThat(Target.of(URI.create(url)).problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h/,http://",
        "//h/,http://",
        "file:///etc/passwd,http://",
        "http:///p,host name",
        "http://my_host/,host name",
        "http://h:0/,port",
        "http://h:70000/,port"
    })
    void anythingElseIsRefusedWithTheReason(String url, String reason) {
        assertThat(Target.of(URI.create(url)).problem().orElseThrow()).contains(reason);
    }
}
