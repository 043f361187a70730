package dev.postrider.egress.connection;

import java.net.InetSocketAddress;

/**
 * What connections are pooled by.
 *
 * @param tlsName the host that the other side's certificate must be for; empty for plain http
 * @param address resolved and checked
 */
public record Origin(String tlsName, InetSocketAddress address) {
    boolean tls() {
        return !tlsName.isEmpty();
    }
}
