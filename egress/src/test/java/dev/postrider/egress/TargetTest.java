package dev.postrider.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
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
        "http:///p,no host",
        "http://my_host/,host name",
        "http://h:0/,port",
        "http://h:70000/,port",
        "http://user:secret@h/,user name"
    })
    void anythingElseIsRefusedWithTheReason(String url, String reason) {
        assertThat(Target.of(URI.create(url)).problem().orElseThrow()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "http://H.Example,h.example,80,h.example,/",
        "https://h.example/a%2Fb?c=d,h.example,443,h.example,/a%2Fb?c=d",
        "https://[::1]:8443?q,::1,8443,[::1]:8443,/?q",
        "http://h:81/é,h,81,h:81,/%C3%A9",
        "https://h.:443/,h,443,h,/"
    })
    void theUrlIsReadOnce(String url, String host, int port, String authority, String path) {
        Target target = Target.of(URI.create(url));
        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.authority()).isEqualTo(authority);
        assertThat(target.path()).isEqualTo(path);
        assertThat(target.tls()).isEqualTo(url.startsWith("https"));
    }

    @Test
    void pathAndQueryDoNotShow() {
        assertThat(Target.of(URI.create("https://h/secret?token=1"))).hasToString("Target[h]");
    }
}
