package dev.postrider.egress;

import dev.postrider.common.webhook.EndpointTls;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts and whom it shows itself as. Connections of different identities are never shared; those of
 * equal ones are, whichever webhooks they belong to: equal means the same authorities, certificate and key.
 */
public final class TlsIdentity {
    /** The settings' own trust, and no client certificate. */
    public static final TlsIdentity DEFAULT = new TlsIdentity("", null);

    private final String digest;
    private final @Nullable EndpointTls tls;

    private TlsIdentity(String digest, @Nullable EndpointTls tls) {
        this.digest = digest;
        this.tls = tls;
    }

    /** Of a webhook; null for the default. */
    public static TlsIdentity of(@Nullable EndpointTls tls) {
        return tls == null ? DEFAULT : new TlsIdentity(digest(tls), tls);
    }

    /** What it is made of; null for the default. */
    public @Nullable EndpointTls tls() {
        return tls;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TlsIdentity that && digest.equals(that.digest));
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return tls == null ? "TlsIdentity[default]" : "TlsIdentity[redacted]";
    }

    private static String digest(EndpointTls tls) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                Objects.requireNonNullElse(tls.caCertificates(), ""),
                Objects.requireNonNullElse(tls.clientCertificate(), ""),
                Objects.requireNonNullElse(tls.clientKey(), "")
            }) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
                // A byte that is in no UTF-8 text, so that no two identities run together alike.
                sha256.update((byte) 0xff);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
