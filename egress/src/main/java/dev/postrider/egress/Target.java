package dev.postrider.egress;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where requests go: a URL, read once. Immutable and meant to be kept: one per webhook serves all of its deliveries.
 *
 * <p>A URL that cannot be posted to is a target too, with a {@link #problem}; policies such as https-only are the API's.
 */
public final class Target {
    private static final int MAX_PORT = 65_535;

    private final URI url;
    private final Optional<String> problem;
    private final boolean tls;
    private final String host;
    private final int port;
    private final String authority;
    private final String path;

    private Target(URI url) {
        this.url = url;
        this.problem = problem(url);
        URI ascii = URI.create(url.toASCIIString());
        String named = ascii.getHost() == null ? "" : ascii.getHost().toLowerCase(Locale.ROOT);
        this.tls = "https".equalsIgnoreCase(url.getScheme());
        this.host = named.startsWith("[") ? named.substring(1, named.length() - 1) : named;
        this.port = url.getPort() == -1 ? (tls ? 443 : 80) : url.getPort();
        this.authority = url.getPort() == -1 ? named : named + ":" + url.getPort();
        String rawPath = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        this.path = ascii.getRawQuery() == null ? rawPath : rawPath + "?" + ascii.getRawQuery();
    }

    public static Target of(URI url) {
        return new Target(url);
    }

    /** The URL as it was given. */
    public URI url() {
        return url;
    }

    /** What is wrong with the URL, for the webhook's owner; nothing if it can be posted to. */
    public Optional<String> problem() {
        return problem;
    }

    /** Whether it is https. */
    public boolean tls() {
        return tls;
    }

    /** The host's name in lower case, or its literal address without brackets. */
    public String host() {
        return host;
    }

    /** The port of the URL, or its scheme's. */
    public int port() {
        return port;
    }

    /** Host and port as the {@code Host} header and messages have them: the port only where the URL has one. */
    public String authority() {
        return authority;
    }

    /** Path and query as the request line has them. */
    public String path() {
        return path;
    }

    /** Host and port only: path and query may carry secrets. */
    @Override
    public String toString() {
        return "Target[" + authority + "]";
    }

    private static Optional<String> problem(URI url) {
        String scheme = url.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            return Optional.of("the URL must start with http:// or https://");
        }
        if (url.getHost() == null) {
            return Optional.of("the URL has no valid host name (letters, digits, '-' and '.')");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            return Optional.of("the URL's port must be 1 to 65535");
        }
        return Optional.empty();
    }
}
