package dev.postrider.common.webhook;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What TLS connections to an endpoint are made with; all of it PEM text. The key is never printed.
 *
 * @param caCertificates authorities that take the place of those the installation trusts; null for the latter
 * @param clientCertificate with its chain, shown to the endpoint; null for none
 * @param clientKey of the client certificate, PKCS #8 without a password; null exactly where that is
 */
public record EndpointTls(
        @Nullable String caCertificates,
        @Nullable String clientCertificate,
        @Nullable String clientKey) {
    public EndpointTls {
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new IllegalArgumentException("must have client_certificate and client_key, or neither");
        }
    }

    /**
     * The same, read.
     *
     * @param authorities to trust; empty for those of the installation
     * @param chain to show, the client's own certificate first; empty for none
     * @param key null exactly where the chain is empty
     */
    public record Material(
            List<X509Certificate> authorities,
            List<X509Certificate> chain,
            @Nullable PrivateKey key) {
        public Material {
            authorities = List.copyOf(authorities);
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Material[redacted]";
        }
    }

    /**
     * Reads all of it; expired certificates too.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public Material read() {
        List<X509Certificate> authorities = caCertificates == null ? List.of() : Pem.certificates(caCertificates);
        if (clientCertificate == null || clientKey == null) {
            return new Material(authorities, List.of(), null);
        }
        List<X509Certificate> chain = Pem.certificates(clientCertificate);
        PrivateKey key = Pem.privateKey(clientKey);
        Pem.requirePair(chain.get(0), key);
        return new Material(authorities, chain, key);
    }

    /**
     * When the first of the certificates expires; null where there is none.
     *
     * @throws IllegalArgumentException if they cannot be read
     */
    public @Nullable Instant expiresAt() {
        return Stream.of(caCertificates, clientCertificate)
                .filter(Objects::nonNull)
                .flatMap(pem -> Pem.certificates(pem).stream())
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The same with another text in the place of the key. */
    public EndpointTls masked(String mask) {
        return clientKey == null ? this : new EndpointTls(caCertificates, clientCertificate, mask);
    }

    @Override
    public String toString() {
        return "EndpointTls[redacted]";
    }
}
