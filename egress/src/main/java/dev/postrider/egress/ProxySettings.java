package dev.postrider.egress;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A forward proxy that all requests go through.
 *
 * @param username for basic credentials; null for none
 * @param resolvesNames whether the proxy looks names up. Then the guard judges names, ports and literal addresses
 *     only; else the proxy is asked for the address that was judged
 */
public record ProxySettings(
        String host,
        int port,
        @Nullable String username,
        @Nullable String password,
        boolean resolvesNames) {
    private static final int MAX_PORT = 65_535;

    /**
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public ProxySettings {
        if (host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "egress setting proxy must have a host, and a port from 1 to " + MAX_PORT);
        }
        if (username != null && username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("egress setting proxy.username must not have ':'");
        }
    }

    /** The value of {@code Proxy-Authorization}; null for none. */
    public @Nullable String authorization() {
        if (username == null || username.isEmpty()) {
            return null;
        }
        String pair = username + ":" + (password == null ? "" : password);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "ProxySettings[" + host + ":" + port + "]";
    }
}
