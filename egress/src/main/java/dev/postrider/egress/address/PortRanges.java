package dev.postrider.egress.address;

import java.util.ArrayList;
import java.util.List;

/** Ports that are never connected to: {@code 25}, {@code 6665-6669}. */
record PortRanges(List<Range> ranges) {
    private static final int MAX_PORT = 65_535;

    /**
     * The ports of other protocols: those that browsers refuse (the "bad ports" of the Fetch standard), and of databases, caches and brokers.
     */
    static final PortRanges OF_OTHER_PROTOCOLS = parse(List.of(
            // Fetch, section 2.9, port blocking.
            "1",
            "7",
            "9",
            "11",
            "13",
            "15",
            "17",
            "19-23",
            "25",
            "37",
            "42-43",
            "53",
            "69",
            "77",
            "79",
            "87",
            "95",
            "101-104",
            "109-111",
            "113",
            "115",
            "117",
            "119",
            "123",
            "135",
            "137",
            "139",
            "143",
            "161",
            "179",
            "389",
            "427",
            "465",
            "512-515",
            "526",
            "530-532",
            "540",
            "548",
            "554",
            "556",
            "563",
            "587",
            "601",
            "636",
            "989-990",
            "993",
            "995",
            "1719-1720",
            "1723",
            "2049",
            "3659",
            "4045",
            "4190",
            "5060-5061",
            "6000",
            "6566",
            "6665-6669",
            "6679",
            "6697",
            "10080",
            // SQL Server, Oracle, ZooKeeper, Docker, etcd, MySQL, RDP, AMQP, PostgreSQL, VNC, Redis, Cassandra, Kafka,
            // memcached, MongoDB.
            "1433",
            "1521",
            "2181",
            "2375-2376",
            "2379-2380",
            "3306",
            "3389",
            "5432",
            "5671-5672",
            "5900",
            "6379",
            "9042",
            "9092",
            "11211",
            "27017"));

    PortRanges {
        ranges = List.copyOf(ranges);
    }

    record Range(int first, int last) {}

    /**
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    static PortRanges parse(List<String> entries) {
        List<Range> ranges = new ArrayList<>();
        for (String entry : entries) {
            if (!entry.strip().isEmpty()) {
                ranges.add(range(entry.strip()));
            }
        }
        return new PortRanges(ranges);
    }

    private static Range range(String entry) {
        if (entry.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
            int dash = entry.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? entry : entry.substring(0, dash));
            int last = Integer.parseInt(entry.substring(dash + 1));
            if (first >= 1 && first <= last && last <= MAX_PORT) {
                return new Range(first, last);
            }
        }
        throw new IllegalArgumentException("'" + entry + "' is not a port such as 25, or a range such as 6665-6669");
    }

    boolean contains(int port) {
        return ranges.stream().anyMatch(range -> port >= range.first() && port <= range.last());
    }
}
