package dev.postrider.egress;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.egress.url.EndpointUrl;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, in whose name, and what they prove themselves with: read once. Immutable and meant to be kept: one per
 * webhook serves all of its deliveries.
 *
 * <p>A URL that cannot be posted to is a target too, with a {@link #problem}; policies such as https-only are the API's.
 */
public final class Target {
    private static final EndpointUrl NOWHERE = new EndpointUrl(false, "", 0, "/");

    private final EndpointUrl url;
    private final @Nullable String problem;
    private final String authority;
    private final Peer peer;
    private final @Nullable EndpointAuth auth;
    private final @Nullable String authorization;

    private Target(EndpointUrl url, @Nullable String problem, @Nullable OrganizationId organization, Access access) {
        this.url = url;
        this.problem = problem;
        this.authority = url.authority();
        this.peer = new Peer(
                organization,
                url.host(),
                url.port(),
                url.tls(),
                url.tls() ? TlsIdentity.of(access.tls()) : TlsIdentity.DEFAULT);
        this.auth = access.auth();
        this.authorization = switch (access.auth()) {
            case EndpointAuth.Basic basic -> basic.authorization();
            case EndpointAuth.Bearer bearer -> bearer.authorization();
            case EndpointAuth.OAuth2 _ -> null;
            case null -> null;
        };
    }

    /** In nobody's name, with nothing to prove. */
    public static Target of(URI url) {
        return of(url.toString(), null, Access.NONE);
    }

    /**
     * @param organization in whose name, for the guard's rules; null for nobody's
     */
    public static Target of(String url, @Nullable OrganizationId organization, Access access) {
        try {
            return new Target(EndpointUrl.parse(url), null, organization, access);
        } catch (IllegalArgumentException e) {
            return new Target(NOWHERE, "the URL " + e.getMessage(), organization, access);
        }
    }

    /** What is wrong with the URL, for the webhook's owner; nothing if it can be posted to. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether it is https. */
    public boolean tls() {
        return url.tls();
    }

    /** The host in canonical form, without brackets. */
    public String host() {
        return url.host();
    }

    /** The port of the URL, or its scheme's. */
    public int port() {
        return url.port();
    }

    /** Host and port as the {@code Host} header and messages have them: the port only where it is not the scheme's. */
    public String authority() {
        return authority;
    }

    /** Path and query as the request line has them. */
    public String path() {
        return url.path();
    }

    public Peer peer() {
        return peer;
    }

    /** What requests prove themselves with; null for nothing. */
    public @Nullable EndpointAuth auth() {
        return auth;
    }

    /** The value of {@code Authorization} where it is always the same; secret. */
    public @Nullable String authorization() {
        return authorization;
    }

    /** Host and port only: path and query may carry secrets. */
    @Override
    public String toString() {
        return "Target[" + authority + "]";
    }
}
