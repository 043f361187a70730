package dev.postrider.egress.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** A block of addresses, in the notation of RFC 4632 and RFC 4291, section 2.3: {@code 10.0.0.0/8}, {@code fd00::/8}. */
final class Cidr {
    private final byte[] prefix;
    private final int bits;

    private Cidr(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * A block, or a single address without {@code /}; nothing if the text is not meant as one.
     *
     * @throws IllegalArgumentException with a message fit for an operator, if it is meant as one and wrong
     */
    static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address;
        try {
            address = bytes(literal);
        } catch (IllegalArgumentException e) {
            if (slash >= 0 || literal.indexOf(':') >= 0) {
                throw new IllegalArgumentException("'" + text + "' is not a block of addresses such as 10.0.0.0/8", e);
            }
            return Optional.empty();
        }
        int bits = slash < 0 ? address.length * 8 : length(text, text.substring(slash + 1), address.length * 8);
        Cidr block = new Cidr(address, bits);
        if (!block.hasNoHostBits()) {
            throw new IllegalArgumentException("'" + text + "' has bits beyond its prefix of " + bits);
        }
        return Optional.of(block);
    }

    private static int length(String text, String bits, int max) {
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > max) {
            throw new IllegalArgumentException("'" + text + "' must have a prefix of 0 to " + max + " bits");
        }
        return Integer.parseInt(bits);
    }

    /** The JDK reads an IPv4-mapped address as an IPv4 one; here it stays what is written. */
    private static byte[] bytes(String literal) {
        if (literal.indexOf('%') >= 0) {
            throw new IllegalArgumentException("an address with a zone");
        }
        byte[] address = InetAddress.ofLiteral(literal).getAddress();
        if (address.length == 4 && literal.indexOf(':') >= 0) {
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(address, 0, mapped, 12, 4);
            return mapped;
        }
        return address;
    }

    private boolean hasNoHostBits() {
        for (int bit = bits; bit < prefix.length * 8; bit++) {
            if ((prefix[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bits of an address the block fixes. */
    int bits() {
        return bits;
    }

    boolean isSingleAddress() {
        return bits == prefix.length * 8;
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ prefix[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }
}
