package dev.postrider.api.token;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Which URLs issuers and their keys may have: https, or for development http on this machine. */
final class IssuerUrl {
    private IssuerUrl() {}

    static boolean isAllowed(String text, boolean allowHttp) {
        try {
            URI url = new URI(text);
            @Nullable String host = url.getHost();
            if (host == null
                    || url.getRawUserInfo() != null
                    || url.getRawQuery() != null
                    || url.getRawFragment() != null) {
                return false;
            }
            return "https".equalsIgnoreCase(url.getScheme())
                    || (allowHttp && "http".equalsIgnoreCase(url.getScheme()) && isThisMachine(host));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** By its spelling: a name that anybody may point elsewhere is not asked about. */
    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
