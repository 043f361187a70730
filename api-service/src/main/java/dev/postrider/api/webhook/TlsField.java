package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.common.webhook.Pem;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The field {@code tls}: authorities and a client certificate of the webhook's own. What it takes can be read, and the key
 * belongs to the certificate; whether they have expired is shown, not refused.
 */
final class TlsField {
    private static final String NAME = "tls";
    private static final String AUTHORITIES = "ca_certificates";
    private static final String CERTIFICATE = "client_certificate";
    private static final String KEY = "client_key";
    private static final int MAX_PEM = 64 * 1024;

    private final Fields fields;
    private final FieldErrors errors;

    TlsField(Fields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /** The settings; those before where they are absent or wrong, null where they are taken away. */
    @Nullable EndpointTls read(@Nullable EndpointTls before, WebhookForm.Mode mode) {
        if (fields.isNull(NAME)) {
            return null;
        }
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return before;
        }
        Fields object = new Fields(given, NAME, errors);
        object.refuseUnknown(Set.of(AUTHORITIES, CERTIFICATE, KEY), Map.of());
        @Nullable EndpointTls merged = mode == WebhookForm.Mode.MERGE ? before : null;
        @Nullable String authorities = pem(object, AUTHORITIES, merged == null ? null : merged.caCertificates());
        @Nullable String certificate = pem(object, CERTIFICATE, merged == null ? null : merged.clientCertificate());
        @Nullable String key = key(object, before == null ? null : before.clientKey(), merged);
        if (authorities != null) {
            var _ = errors.check(NAME + "." + AUTHORITIES, () -> Pem.certificates(authorities));
        }
        if ((certificate == null) != (key == null)) {
            object.error(certificate == null ? CERTIFICATE : KEY, "is missing; give both or neither");
            return before;
        }
        if (certificate != null && key != null && !isPair(certificate, key)) {
            return before;
        }
        return authorities == null && certificate == null ? null : new EndpointTls(authorities, certificate, key);
    }

    private boolean isPair(String certificate, String key) {
        @Nullable List<X509Certificate> chain = errors.check(NAME + "." + CERTIFICATE, () -> Pem.certificates(certificate));
        @Nullable PrivateKey secret = errors.check(NAME + "." + KEY, () -> Pem.privateKey(key));
        return chain != null
                && secret != null
                && errors.check(NAME + "." + KEY, () -> {
                            Pem.requirePair(chain.get(0), secret);
                            return chain;
                        })
                        != null;
    }

    private static @Nullable String pem(Fields object, String name, @Nullable String merged) {
        if (object.isNull(name)) {
            return null;
        }
        return object.has(name) ? object.text(name, 1, MAX_PEM) : merged;
    }

    private static @Nullable String key(Fields object, @Nullable String before, @Nullable EndpointTls merged) {
        @Nullable String given = pem(object, KEY, merged == null ? null : merged.clientKey());
        if (given == null || !given.equals(DeliveryHeaders.MASK)) {
            return given;
        }
        if (before == null) {
            object.error(KEY, "is ***, which stands for a key that is kept, and none is; give the key");
        }
        return before;
    }
}
