package dev.postrider.standalone.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.postrider.testkit.TestCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A small OAuth 2 issuer: whoever knows the secret of a client ({@code <client>-secret}) gets a signed token that says so. It speaks TLS
 * with a certificate of an authority that no JVM knows.
 */
final class TokenIssuer implements AutoCloseable {
    static final String AUDIENCE = "kafka";
    static final String ISSUER = "https://issuer.example";

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final HttpsServer server;
    private final KeyPair key;
    private final Duration lifetime;
    private final AtomicInteger issued = new AtomicInteger();

    private TokenIssuer(HttpsServer server, KeyPair key, Duration lifetime) {
        this.server = server;
        this.key = key;
        this.lifetime = lifetime;
    }

    static TokenIssuer start(TestCertificate certificate, Duration lifetime)
            throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
        TokenIssuer issuer = new TokenIssuer(server, generator.generateKeyPair(), lifetime);
        server.createContext("/token", issuer::answer);
        server.start();
        return issuer;
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    static String secret(String client) {
        return client + "-secret";
    }

    /** How many tokens were given out. */
    int issued() {
        return issued.get();
    }

    /** The keys that tokens are verified by, as a JSON Web Key Set. */
    String keys() {
        RSAPublicKey open = (RSAPublicKey) key.getPublic();
        return """
                {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": "%s", "e": "%s"}]}""".formatted(number(open.getModulus()), number(open.getPublicExponent()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String client = client(exchange.getRequestHeaders().getOrDefault("Authorization", List.of("")));
            byte[] body = (client == null
                            ? "{\"error\": \"invalid_client\"}"
                            : """
                            {"access_token": "%s", "token_type": "Bearer", "expires_in": %d}""".formatted(token(client), lifetime.toSeconds()))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(client == null ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The client that the header proves to be; null where it proves none. */
    private static @Nullable String client(List<String> authorization) {
        String header = authorization.getFirst();
        if (!header.startsWith("Basic ")) {
            return null;
        }
        byte[] decoded = Base64.getDecoder().decode(header.substring("Basic ".length()));
        String[] credentials = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
        return credentials.length == 2 && credentials[1].equals(secret(credentials[0])) ? credentials[0] : null;
    }

    private String token(String client) {
        long now = Instant.now().getEpochSecond();
        String signed = text("{\"alg\": \"RS256\", \"kid\": \"1\"}")
                + "."
                + text("""
                        {"iss": "%s", "aud": "%s", "sub": "%s", "iat": %d, "exp": %d}""".formatted(ISSUER, AUDIENCE, client, now, now + lifetime.toSeconds()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            issued.incrementAndGet();
            return signed + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String json) {
        return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        // Without the byte that only carries the sign.
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static SSLContext context(TestCertificate certificate) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", certificate.key(), new char[0], new Certificate[] {certificate.certificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
