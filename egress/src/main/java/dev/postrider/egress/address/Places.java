package dev.postrider.egress.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of places as operators write it: blocks of addresses, single addresses and host patterns. */
record Places(List<Cidr> blocks, List<HostPattern> hosts) {
    Places {
        blocks = List.copyOf(blocks);
        hosts = List.copyOf(hosts);
    }

    /**
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    static Places parse(List<String> entries) {
        List<Cidr> blocks = new ArrayList<>();
        List<HostPattern> hosts = new ArrayList<>();
        for (String entry : entries) {
            Optional<Cidr> block = Cidr.parse(entry.strip());
            block.ifPresentOrElse(blocks::add, () -> hosts.add(HostPattern.parse(entry.strip())));
        }
        return new Places(blocks, hosts);
    }

    boolean isEmpty() {
        return blocks.isEmpty() && hosts.isEmpty();
    }

    boolean hasHost(String host) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(host));
    }

    boolean hasAddress(byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** Whether an entry names this address alone. */
    boolean names(byte[] address) {
        return blocks.stream().anyMatch(block -> block.isSingleAddress() && block.contains(address));
    }
}
