package dev.postrider.egress.connection;

import dev.postrider.egress.TlsIdentity;
import java.net.InetSocketAddress;

/**
 * What connections are pooled by.
 *
 * @param tlsName the host that the other side's certificate must be for; empty for plain http
 * @param address resolved and checked; unresolved where the proxy looks up
 * @param identity of the TLS connections
 */
public record Origin(String tlsName, InetSocketAddress address, TlsIdentity identity) {
    boolean tls() {
        return !tlsName.isEmpty();
    }
}
