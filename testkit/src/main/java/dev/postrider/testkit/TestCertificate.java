package dev.postrider.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server's certificate with its key, made for one test by an authority that nobody else knows; the key shows nowhere.
 *
 * @param certificate the server's
 * @param key the server's
 * @param authority what a client must trust; not the server's own certificate, since clients do not ask one that they trust
 *     by itself whether it has expired
 */
public record TestCertificate(X509Certificate certificate, PrivateKey key, X509Certificate authority) {

    /** Right for {@code localhost} and 127.0.0.1, valid for a day: only its issuer is unknown. */
    public static TestCertificate forLoopback() {
        Instant now = Instant.now();
        return build(
                builder().addSanDnsName("localhost").addSanIpAddress(InetAddress.ofLiteral("127.0.0.1")),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofDays(1)));
    }

    /** The same, but expired an hour ago. */
    public static TestCertificate expired() {
        Instant now = Instant.now();
        return build(
                builder().addSanDnsName("localhost").addSanIpAddress(InetAddress.ofLiteral("127.0.0.1")),
                now.minus(Duration.ofDays(1)),
                now.minus(Duration.ofHours(1)));
    }

    /** Valid, but for this host name only. */
    public static TestCertificate forHost(String name) {
        Instant now = Instant.now();
        return build(builder().addSanDnsName(name), now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
    }

    /** As {@link #forLoopback}, and good for a client too: brokers talk to each other. */
    public static TestCertificate forBroker() {
        Instant now = Instant.now();
        return build(
                builder()
                        .addExtendedKeyUsageClientAuth()
                        .addSanDnsName("localhost")
                        .addSanIpAddress(InetAddress.ofLiteral("127.0.0.1")),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofDays(1)));
    }

    /** A client's, not good for a server. */
    public static TestCertificate forClient(String name) {
        Instant now = Instant.now();
        return build(
                new CertificateBuilder()
                        .subject("CN=" + name)
                        .addExtendedKeyUsageClientAuth()
                        .ecp256(),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofDays(1)));
    }

    /** The certificate in PEM. */
    public String certificatePem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** The key in PEM, PKCS #8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** The authority's certificate in PEM. */
    public String authorityPem() {
        return pem("CERTIFICATE", encoded(authority));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** A TLS configuration for clients that trusts this certificate's authority and no other. */
    public SSLContext trustingContext() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a TLS context", e);
        }
    }

    @Override
    public String toString() {
        return "TestCertificate[" + certificate.getSubjectX500Principal() + "]";
    }

    private static CertificateBuilder builder() {
        return new CertificateBuilder()
                .subject("CN=Scripted receiver")
                .addExtendedKeyUsageServerAuth()
                .ecp256();
    }

    private static TestCertificate build(CertificateBuilder builder, Instant from, Instant until) {
        Instant now = Instant.now();
        try {
            X509Bundle authority = new CertificateBuilder()
                    .subject("CN=Test authority")
                    .setIsCertificateAuthority(true)
                    .notBefore(now.minus(Duration.ofDays(2)))
                    .notAfter(now.plus(Duration.ofDays(2)))
                    .ecp256()
                    .buildSelfSigned();
            X509Bundle server = builder.notBefore(from).notAfter(until).buildIssuedBy(authority);
            return new TestCertificate(
                    server.getCertificate(), server.getKeyPair().getPrivate(), authority.getCertificate());
        } catch (Exception e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }
}
