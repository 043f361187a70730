package dev.postrider.egress.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.egress.address.AddressGuard.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressGuardTest {
    private final AddressGuard guard = AddressPolicy.PUBLIC.guard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1"
            })
    void internalAddressesAreRefused(String literal) throws UnknownHostException {
        assertThat(guard.judge("h.example", addresses(literal))).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:2800:220:1::1", "8.8.8.8"})
    void publicAddressesAreAllowed(String literal) throws UnknownHostException {
        assertThat(guard.judge("h.example", addresses(literal))).isEqualTo(new Verdict.Allowed(addresses(literal)));
    }

    @Test
    void aHostWithOneInternalAddressIsRefusedAsAWhole() throws UnknownHostException {
        assertThat(guard.judge("h.example", addresses("8.8.8.8", "10.0.0.1")))
                .isEqualTo(new Verdict.Refused("'h.example' leads to an address that is not on the public internet"));
    }

    @Test
    void theOpenGuardAllowsLoopback() throws UnknownHostException {
        assertThat(AddressPolicy.OPEN.guard().judge("localhost", addresses("127.0.0.1")))
                .isEqualTo(new Verdict.Allowed(addresses("127.0.0.1")));
    }

    private static List<InetAddress> addresses(String... literals) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.getByName(literal));
        }
        return addresses;
    }
}
