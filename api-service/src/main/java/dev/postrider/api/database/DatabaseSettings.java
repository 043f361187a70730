package dev.postrider.api.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach PostgreSQL, {@code postrider.database.*}. What belongs to the pool is wired in {@code api-service.yml}.
 *
 * @param password not in {@link #toString}
 * @param migrate whether tables are made and changed at start; where not, they are only checked, and the role needs no right to change
 *     them
 * @param sslMode as PostgreSQL's own {@code sslmode}
 * @param sslRootCert a PEM file with the authorities that the server's certificate is verified by; null or empty for the JVM's
 */
@ConfigurationProperties("postrider.database")
record DatabaseSettings(
        String host,
        int port,
        String name,
        String username,
        @DefaultValue("") String password,
        @DefaultValue("true") boolean migrate,
        @DefaultValue("prefer") SslMode sslMode,
        @Nullable String sslRootCert) {

    /** What both drivers know alike. */
    enum SslMode {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** As PostgreSQL writes it. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }

    DatabaseSettings {
        sslRootCert = sslRootCert == null || sslRootCert.isBlank() ? null : sslRootCert;
        if (sslRootCert != null && !Files.isReadable(Path.of(sslRootCert))) {
            throw new IllegalArgumentException(
                    "postrider.database.ssl-root-cert must name a file that can be read; there is none at "
                            + sslRootCert);
        }
    }

    /** For the driver that migrates. */
    String jdbcUrl() {
        String url =
                "jdbc:postgresql://%s:%d/%s?connectTimeout=2&sslmode=%s".formatted(host, port, name, sslMode.text());
        if (sslRootCert != null) {
            return url + "&sslrootcert=" + URLEncoder.encode(sslRootCert, StandardCharsets.UTF_8);
        }
        // Left to itself the driver looks for authorities in a file in the home directory only.
        return sslMode.verifies() ? url + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory" : url;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[%s:%d/%s as %s, sslmode %s]".formatted(host, port, name, username, sslMode.text());
    }
}
