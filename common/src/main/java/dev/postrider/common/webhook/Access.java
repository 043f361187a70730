package dev.postrider.common.webhook;

import org.jspecify.annotations.Nullable;

/**
 * How a webhook's endpoint is reached beyond its URL: all of it is secret.
 *
 * @param auth what the request proves itself with; null for signatures only
 * @param tls what the connection is made with; null for the installation's own trust and no certificate
 */
public record Access(@Nullable EndpointAuth auth, @Nullable EndpointTls tls) {
    public static final Access NONE = new Access(null, null);

    /** The same with another text in the place of each secret, for those who may look. */
    public Access masked(String mask) {
        return new Access(auth == null ? null : auth.masked(mask), tls == null ? null : tls.masked(mask));
    }

    public boolean isNone() {
        return auth == null && tls == null;
    }
}
