package dev.postrider.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postrider.common.webhook.Access;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.AddressGuard.Verdict;
import dev.postrider.egress.address.Destination;
import dev.postrider.egress.address.OutboundGuard;
import dev.postrider.egress.url.EndpointUrl;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers write into URLs, and what they let their name servers answer. */
class HostileDestinationsTest {
    private final AddressGuard guard = OutboundGuard.publicOnly();

    static Stream<Arguments> urlsThatAreRefused() {
        return Stream.of(
                // Whom the URL is for
                arguments("https://user:pw@example.com/", "user name"),
                arguments("https://example.com@10.0.0.1/", "user name"),
                arguments("https://example.com:443@evil.example/", "user name"),
                arguments("https://@example.com/", "user name"),
                arguments("https://127.0.0.1#@example.com/", "fragment"),
                arguments("https://example.com/#@127.0.0.1", "fragment"),
                arguments("https://example.com\\@127.0.0.1/", "'\\'"),
                arguments("https:\\\\example.com/", "'\\'"),
                arguments("https://example.com\\.evil.example/", "'\\'"),
                // Addresses that programs read in different ways
                arguments("https://0x7f.1/", "four decimal numbers"),
                arguments("https://0x7f000001/", "four decimal numbers"),
                arguments("https://2130706433/", "four decimal numbers"),
                arguments("https://017700000001/", "four decimal numbers"),
                arguments("https://0177.0.0.1/", "four decimal numbers"),
                arguments("https://127.0.0.01/", "four decimal numbers"),
                arguments("https://127.1/", "four decimal numbers"),
                arguments("https://127.0.1/", "four decimal numbers"),
                arguments("https://0/", "four decimal numbers"),
                arguments("https://0x/", "four decimal numbers"),
                arguments("https://127.0.0.256/", "four decimal numbers"),
                arguments("https://1.2.3.4.5/", "four decimal numbers"),
                arguments("https://example.0x7f/", "four decimal numbers"),
                arguments("https://\uff10x7f.1/", "four decimal numbers"),
                arguments("https://\u2460\u2461\u2466.1/", "four decimal numbers"),
                // IPv6 in odd forms
                arguments("https://::1/", "no host"),
                arguments("https://[::1/", "brackets"),
                arguments("https://[::1]extra/", "brackets"),
                arguments("https://[fe80::1%25eth0]/", "'%'"),
                arguments("https://[fe80::1%eth0]/", "'%'"),
                arguments("https://[v1.fe80::a]/", "brackets"),
                arguments("https://[1:2]/", "brackets"),
                arguments("https://[127.0.0.1]/", "brackets"),
                arguments("https://[::ffff:0x7f.1]/", "brackets"),
                // Names
                arguments("https://%31%32%37.0.0.1/", "'%'"),
                arguments("https://example%2ecom/", "'%'"),
                arguments("https://local%00host/", "'%'"),
                arguments("https://exam ple.com/", "blanks"),
                arguments("https://example.com\t/", "blanks"),
                arguments("https://example.com/a\r\nHost: evil.example", "control"),
                arguments("https://exam\u0000ple.com/", "control"),
                arguments("https://exam\u00a0ple.com/", "control"),
                arguments("https://a..b/", "two dots"),
                arguments("https://.example.com/", "two dots"),
                arguments("https://example.com../", "two dots"),
                arguments("https://example\u3002\u3002com/", "host name"),
                arguments("https://./", "two dots"),
                arguments("https:///hook", "no host"),
                arguments("https://:443/", "no host"),
                arguments("https://a_b.example/", "host name"),
                arguments("https://-a.example/", "host name"),
                arguments("https://a-.example/", "host name"),
                arguments("https://*.example.com/", "host name"),
                arguments("https://a,b/", "host name"),
                arguments("https://" + "a".repeat(64) + ".example/", "63 characters"),
                arguments("https://" + "abcdefghi.".repeat(26) + "example/", "253 characters"),
                arguments("https://fa\u00df.example/", "punycode"),
                arguments("https://a\u200db.example/", "punycode"),
                arguments("https://a\u00adb.example/", "punycode"),
                arguments("https://\u2100.example/", "host name"),
                arguments("https://a\uff0fb.example/", "host name"),
                arguments("https://a\ud800.example/", "host name"),
                // Ports, schemes, the rest
                arguments("https://example.com:0/", "port"),
                arguments("https://example.com:65536/", "port"),
                arguments("https://example.com:4294967739/", "port"),
                arguments("https://example.com:-1/", "port"),
                arguments("https://example.com:+443/", "port"),
                arguments("https://example.com:443:80/", "port"),
                arguments("https://example.com:\uff14\uff14\uff13/", "port"),
                arguments("gopher://example.com/", "https://"),
                arguments("file:///etc/passwd", "https://"),
                arguments("javascript:alert(1)", "https://"),
                arguments("//example.com/", "https://"),
                arguments("https:example.com", "https://"),
                arguments("https:/example.com", "https://"),
                arguments("", "1 to 2048"),
                arguments("https://example.com/" + "a".repeat(2048), "1 to 2048"),
                arguments("https://example.com/" + "\u00e9".repeat(1000), "percent-encoding included"),
                arguments("https://example.com/%zz", "hexadecimal"),
                arguments("https://example.com/a%", "hexadecimal"),
                arguments("https://example.com/{a}", "'{'"),
                arguments("https://example.com/[a]", "'['"),
                arguments("https://example.com/\ud800", "surrogate"));
    }

    @ParameterizedTest
    @MethodSource("urlsThatAreRefused")
    void aUrlThatCanBeReadInTwoWaysIsRefusedWithItsReason(String url, String reason) {
        assertThatThrownBy(() -> EndpointUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThat(Target.of(url, null, Access.NONE).problem()).isPresent();
    }

    static Stream<Arguments> urlsThatAreMadeCanonical() {
        return Stream.of(
                arguments("HTTPS://EXAMPLE.COM", "https://example.com/"),
                arguments("https://example.com.:443/a", "https://example.com/a"),
                arguments("https://example.com:/a", "https://example.com/a"),
                arguments("https://example.com:0443/a", "https://example.com/a"),
                arguments("http://example.com:443?q", "http://example.com:443/?q"),
                arguments("https://ex\u00e4mple.com/", "https://xn--exmple-cua.com/"),
                arguments("https://EX\u00c4MPLE.com/", "https://xn--exmple-cua.com/"),
                arguments("https://example\u3002com/", "https://example.com/"),
                arguments("https://example\uff0ecom\uff61/", "https://example.com/"),
                arguments("https://\uff45xample.com/", "https://example.com/"),
                arguments("https://127.0.0.1./", "https://127.0.0.1/"),
                arguments("https://\uff11\uff12\uff17.0.0.1/", "https://127.0.0.1/"),
                arguments("https://\u2460.2.3.4/", "https://1.2.3.4/"),
                arguments("https://[0:0:0:0:0:0:0:1]:8443/", "https://[::1]:8443/"),
                arguments("https://[2001:0DB8::0001]/", "https://[2001:db8::1]/"),
                arguments("https://[::ffff:127.0.0.1]/", "https://127.0.0.1/"),
                arguments("https://[::FFFF:7f00:1]/", "https://127.0.0.1/"),
                arguments("https://h/a/../b//c?d[]=e&f=%2F", "https://h/a/../b//c?d[]=e&f=%2F"),
                arguments("https://h/\u00fc\ud83d\ude00", "https://h/%C3%BC%F0%9F%98%80"));
    }

    @ParameterizedTest
    @MethodSource("urlsThatAreMadeCanonical")
    void aUrlOfOneMeaningHasOneForm(String url, String canonical) {
        assertThat(EndpointUrl.parse(url).text()).isEqualTo(canonical);
        assertThat(EndpointUrl.parse(canonical)).isEqualTo(EndpointUrl.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.255.255.254./",
                "https://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[64:ff9b::a00:1]/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://a.b.localhost/",
                "https://169.254.169.254/latest/meta-data",
                "https://[fd00:ec2::254]/",
                "https://example.com:22/",
                "https://example.com:6379/"
            })
    void whatLeadsInsideByItselfIsRefusedBeforeAnythingIsLookedUp(String url) {
        EndpointUrl parsed = EndpointUrl.parse(url);
        assertThat(guard.refusal(new Destination(null, parsed.host(), parsed.port())))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // This machine and its networks
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "::",
                "::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                // Nobody's
                "192.0.0.1",
                "192.0.0.9",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "100::1",
                "100:0:0:1::1",
                "2001:2::1",
                "2001:db8::1",
                "2001:10::1",
                "2001:1::1",
                "3fff::1",
                "3fff:fff:ffff::1",
                "5f00::1",
                "ff02::1",
                "ff0e::1",
                "1::1",
                "4000::1",
                "8000::1",
                // IPv4 in the clothes of IPv6
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::808:808",
                "2002:7f00:1::1",
                "2002:808:808::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2606:2800:220:1:0:5efe:7f00:1",
                "2606:2800:220:1:200:5efe:808:808",
                // Metadata services
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::254",
                "fd20:ce::254",
                "64:ff9b::a83f:8110"
            })
    void anAnswerOfDnsThatIsNotOnThePublicInternetIsRefused(String address) {
        assertThat(judge(address)).isInstanceOf(Verdict.Refused.class);
        assertThat(judge("93.184.216.34", address)).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(address, "2606:2800:220:1::1")).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.1",
                "172.32.0.1",
                "169.253.255.255",
                "192.0.1.1",
                "192.31.196.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "168.63.129.17",
                "2606:2800:220:1::1",
                "2001:4860:4860::8888",
                "2001:200::1",
                "3ffe::1",
                "64:ff9b::808:808",
                "::ffff:8.8.8.8"
            })
    void anAnswerOnThePublicInternetIsAllowed(String address) {
        assertThat(judge(address)).isInstanceOf(Verdict.Allowed.class);
    }

    private Verdict judge(String... addresses) {
        List<InetAddress> resolved =
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        return guard.judge(new Destination(null, "h.example", 443), resolved);
    }
}
