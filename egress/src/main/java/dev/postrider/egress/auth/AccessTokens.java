package dev.postrider.egress.auth;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.egress.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All tokens of a sender, by what is asked for in whose name: webhooks of one organization and the same client share theirs.
 * Keeps those used last, up to a limit. Safe for all threads.
 */
public final class AccessTokens {
    private static final int MAX_SOURCES = 10_000;

    private final TokenEndpoint endpoint;
    private final LongSupplier nanos;
    private final Map<Client, TokenSource> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Client, TokenSource> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    private record Client(@Nullable OrganizationId organization, EndpointAuth.OAuth2 auth) {}

    /**
     * @param nanos the clock of {@link System#nanoTime}
     */
    public AccessTokens(TokenEndpoint endpoint, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.nanos = nanos;
    }

    /** For one exchange with the target; null where it needs no token. */
    public @Nullable TokenUse use(Target target) {
        if (!(target.auth() instanceof EndpointAuth.OAuth2 auth)) {
            return null;
        }
        OrganizationId organization = target.peer().organization();
        synchronized (sources) {
            return new TokenUse(sources.computeIfAbsent(
                    new Client(organization, auth),
                    _ -> new TokenSource(endpoint, TokenRequest.of(auth, organization), nanos)));
        }
    }
}
