package dev.postrider.egress.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Refuses addresses that lead into this machine or a private network: loopback, private (RFC 1918, RFC 4193), link-local with
 * the clouds' metadata address, shared (RFC 6598), multicast, unspecified and reserved ones.
 *
 * <p>A host is refused as soon as one of its addresses is: one that resolves to a public and to a private address is an
 * attack or a mistake.
 */
public final class PublicAddressGuard implements AddressGuard {
    @Override
    public Verdict judge(String host, List<InetAddress> resolved) {
        if (resolved.stream().anyMatch(PublicAddressGuard::isInternal)) {
            return new Verdict.Refused("'" + host + "' leads to an address that is not on the public internet");
        }
        return new Verdict.Allowed(resolved);
    }

    private static boolean isInternal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet4Address ? isSpecialV4(address.getAddress()) : isSpecialV6(address));
    }

    /** This network 0/8, shared 100.64/10 and reserved 240/4, which the predicates of the JDK do not know. */
    private static boolean isSpecialV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first == 0 || (first == 100 && second >= 64 && second < 128) || first >= 240;
    }

    /** Unique local fc00::/7, and the forms that embed an IPv4 address: ::/96, 64:ff9b::/96 and 2002::/16. */
    private static boolean isSpecialV6(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean translated = bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        return uniqueLocal || sixToFour || translated || startsWithZeros(bytes, 12);
    }

    private static boolean startsWithZeros(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
