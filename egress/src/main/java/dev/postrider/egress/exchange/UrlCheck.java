package dev.postrider.egress.exchange;

import java.net.URI;
import java.util.Optional;

/** Whether a URL can be posted to at all; policies such as https-only are the API's. */
final class UrlCheck {
    private static final int MAX_PORT = 65_535;

    private UrlCheck() {}

    /** What is wrong, for the webhook's owner; nothing if it can be posted to. */
    static Optional<String> problem(URI url) {
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
