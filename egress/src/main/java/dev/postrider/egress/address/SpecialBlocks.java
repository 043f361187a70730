package dev.postrider.egress.address;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of address blocks that are not simply the public internet, {@code special-blocks.csv}: the special-purpose
 * registries of IANA, and what they leave out. The file says as of when.
 */
final class SpecialBlocks {
    private static final String TABLE = "special-blocks.csv";
    private static final String EMBEDDED = "ipv4@";

    private static final List<Block> BLOCKS = read();

    private SpecialBlocks() {}

    /** What an address is. */
    enum Kind {
        /** Globally reachable. */
        PUBLIC,
        /** Of this machine, of a private network, or of no network at all. */
        INTERNAL,
        /** A cloud's metadata service. */
        METADATA
    }

    /**
     * @param embedded where the IPv4 address begins by which the block's addresses are judged; -1 for none
     */
    private record Block(Cidr addresses, Kind kind, int embedded) {}

    static Kind kind(byte[] address) {
        Block block = find(address);
        if (block == null) {
            return address.length == 4 || (isGlobalUnicast(address) && !isIsatap(address))
                    ? Kind.PUBLIC
                    : Kind.INTERNAL;
        }
        if (block.embedded() >= 0) {
            return kind(embedded(address));
        }
        return block.kind() == Kind.PUBLIC && isIsatap(address) ? Kind.INTERNAL : block.kind();
    }

    /** The IPv4 address that an IPv6 address stands for; the address itself where it stands for none. */
    static byte[] embedded(byte[] address) {
        Block block = find(address);
        return block == null || block.embedded() < 0
                ? address
                : Arrays.copyOfRange(address, block.embedded(), block.embedded() + 4);
    }

    /** The most specific block; of equal ones the strictest. */
    private static @Nullable Block find(byte[] address) {
        Block found = null;
        for (Block block : BLOCKS) {
            if (block.addresses().contains(address)
                    && (found == null
                            || block.addresses().bits() > found.addresses().bits()
                            || (block.addresses().bits() == found.addresses().bits()
                                    && block.kind().compareTo(found.kind()) > 0))) {
                found = block;
            }
        }
        return found;
    }

    /** IANA has allocated no other unicast addresses: RFC 4291, section 2.4. */
    private static boolean isGlobalUnicast(byte[] address) {
        return (address[0] & 0xe0) == 0x20;
    }

    /** The interface identifier names an IPv4 address that a router of the site tunnels to: RFC 5214, section 6.1. */
    private static boolean isIsatap(byte[] address) {
        return address.length == 16
                && (address[8] & 0xfd) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    private static List<Block> read() {
        try (InputStream file = Objects.requireNonNull(
                        SpecialBlocks.class.getResourceAsStream(TABLE), "the table of special address blocks");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(SpecialBlocks::block)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Block block(String line) {
        String[] columns = line.split(",", 4);
        Cidr addresses = Cidr.parse(columns[0]).orElseThrow();
        String reach = columns[1];
        return switch (reach) {
            case "yes" -> new Block(addresses, Kind.PUBLIC, -1);
            case "no" -> new Block(addresses, Kind.INTERNAL, -1);
            case "metadata" -> new Block(addresses, Kind.METADATA, -1);
            default -> new Block(addresses, Kind.PUBLIC, Integer.parseInt(reach.substring(EMBEDDED.length())));
        };
    }
}
