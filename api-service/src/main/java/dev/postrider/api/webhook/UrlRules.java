package dev.postrider.api.webhook;

import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.AddressGuard.Verdict;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the URL of an endpoint may be. Hosts that are addresses are judged here, so that their author hears of it at once;
 * names are judged when they are connected to, since what they resolve to changes.
 */
@Component
public final class UrlRules {
    private static final int MAX_LENGTH = 2048;
    private static final int MAX_PORT = 65_535;

    private final boolean allowHttp;
    private final AddressGuard guard;

    public UrlRules(WebhookSettings settings) {
        this.allowHttp = settings.allowHttp();
        this.guard = settings.addressPolicy().guard();
    }

    /**
     * The URL, if it may be used.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public URI require(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must be 1 to " + MAX_LENGTH + " characters, has " + text.length());
        }
        if (text.chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException(
                    "must be visible ASCII; write host names in punycode and other characters percent-encoded");
        }
        URI url = parse(text);
        requireScheme(url);
        requireAuthority(url);
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment (#…), which is never sent");
        }
        refusal(url.getHost()).ifPresent(reason -> {
            throw new IllegalArgumentException("must not lead there: " + reason);
        });
        return url;
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1), e);
        }
    }

    private void requireScheme(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("http") && !allowHttp) {
            throw new IllegalArgumentException("must start with https://; plain http is switched off here");
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("must start with https://" + (allowHttp ? " or http://" : ""));
        }
    }

    private static void requireAuthority(URI url) {
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("must not have a user name or password before the host");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("has no valid host name (letters, digits, '-' and '.')");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
        }
    }

    private Optional<String> refusal(String host) {
        @Nullable InetAddress address = literal(host);
        if (address == null) {
            return Optional.empty();
        }
        return guard.judge(host, List.of(address)) instanceof Verdict.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    /** The address that a host names by itself; null for names that must be resolved. */
    private static @Nullable InetAddress literal(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("localhost") || lower.endsWith(".localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        try {
            return InetAddress.ofLiteral(name);
        } catch (IllegalArgumentException resolvedLater) {
            return null;
        }
    }
}
