package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.webhook.WebhookForm.Mode;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.egress.address.OutboundGuard;
import dev.postrider.testkit.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFieldsTest {
    private static final TestCertificate ALICE = TestCertificate.forClient("alice");
    private static final TestCertificate BOB = TestCertificate.forClient("bob");

    private static final Access BEARER = new Access(new EndpointAuth.Bearer("t0ken"), null);
    private static final Access CLIENT = new Access(
            new EndpointAuth.OAuth2(
                    "https://auth.example/token", "me", "s3cret", "deliver", null, ClientAuthentication.POST),
            null);

    private final FieldErrors errors = new FieldErrors();
    private CustomHeaders headers = CustomHeaders.NONE;

    @Test
    void eachKindOfAuthenticationIsRead() {
        assertThat(read(
                                "{\"auth\":{\"type\":\"basic\",\"username\":\"me\",\"password\":\"\"}}",
                                Access.NONE,
                                Mode.REPLACE)
                        .auth())
                .isEqualTo(new EndpointAuth.Basic("me", ""));
        assertThat(read("{\"auth\":{\"type\":\"bearer\",\"token\":\"t\"}}", Access.NONE, Mode.REPLACE)
                        .auth())
                .isEqualTo(new EndpointAuth.Bearer("t"));
        assertThat(read(
                                "{\"auth\":{\"type\":\"oauth2\",\"token_url\":\"https://AUTH.example:443/t\",\"client_id\":\"me\",\"client_secret\":\"s\"}}",
                                Access.NONE,
                                Mode.REPLACE)
                        .auth())
                .isEqualTo(new EndpointAuth.OAuth2(
                        "https://auth.example/t", "me", "s", null, null, ClientAuthentication.BASIC));
        assertThat(errors.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"digest\"} | auth.type",
                "{} | auth.type",
                "{\"type\":\"basic\",\"username\":\"a:b\",\"password\":\"p\"} | auth",
                "{\"type\":\"basic\",\"username\":\"a\"} | auth.password",
                "{\"type\":\"bearer\",\"token\":\"a b\"} | auth",
                "{\"type\":\"bearer\",\"token\":\"a\",\"password\":\"p\"} | auth.password",
                "{\"type\":\"bearer\",\"token\":\"***\"} | auth.token",
                "{\"type\":\"oauth2\",\"token_url\":\"https://10.0.0.1/\",\"client_id\":\"a\",\"client_secret\":\"b\"} | auth.token_url",
                "{\"type\":\"oauth2\",\"token_url\":\"http://a.example/\",\"client_id\":\"a\",\"client_secret\":\"b\"} | auth.token_url",
                "{\"type\":\"oauth2\",\"token_url\":\"https://a.example/\",\"client_id\":\"a\",\"client_secret\":\"b\",\"client_authentication\":\"jwt\"} | auth.client_authentication",
                "7 | auth"
            })
    void whatIsWrongIsNamed(String auth, String field) {
        read("{\"auth\":" + auth + "}", Access.NONE, Mode.REPLACE);
        assertThat(errors.list()).extracting(FieldError::field).containsExactly(field);
    }

    @Test
    void aMaskedSecretStaysWhatItWas() {
        assertThat(read("{\"auth\":{\"type\":\"bearer\",\"token\":\"***\"}}", BEARER, Mode.REPLACE))
                .isEqualTo(BEARER);
        assertThat(read("{\"auth\":{\"client_secret\":\"***\",\"client_id\":\"you\"}}", CLIENT, Mode.MERGE)
                        .auth())
                .isEqualTo(new EndpointAuth.OAuth2(
                        "https://auth.example/token", "you", "s3cret", "deliver", null, ClientAuthentication.POST));
        assertThat(errors.list()).isEmpty();
    }

    @Test
    void whatIsLeftOutStaysAndNullTakesAway() {
        assertThat(read("{}", BEARER, Mode.REPLACE)).isEqualTo(BEARER);
        assertThat(read("{\"auth\":null}", BEARER, Mode.MERGE)).isEqualTo(Access.NONE);
        assertThat(read("{\"auth\":{\"scope\":null}}", CLIENT, Mode.MERGE).auth())
                .isEqualTo(new EndpointAuth.OAuth2(
                        "https://auth.example/token", "me", "s3cret", null, null, ClientAuthentication.POST));
        assertThat(read("{\"auth\":{\"type\":\"bearer\",\"token\":\"new\"}}", CLIENT, Mode.MERGE)
                        .auth())
                .isEqualTo(new EndpointAuth.Bearer("new"));
        assertThat(errors.list()).isEmpty();
    }

    @Test
    void aHeaderThatWouldTakeItsPlaceIsRefused() {
        headers = new CustomHeaders(Map.of("authorization", "x"));
        read("{\"auth\":{\"type\":\"bearer\",\"token\":\"t\"}}", Access.NONE, Mode.REPLACE);
        assertThat(errors.list()).extracting(FieldError::field).containsExactly("headers");
    }

    @Test
    void certificatesAreReadAndAKeyMustBelongToTheirs() {
        EndpointTls tls = new EndpointTls(BOB.authorityPem(), ALICE.certificatePem(), ALICE.keyPem());

        assertThat(read(tls(BOB.authorityPem(), ALICE.certificatePem(), ALICE.keyPem()), Access.NONE, Mode.REPLACE)
                        .tls())
                .isEqualTo(tls);
        assertThat(tls.expiresAt()).isEqualTo(ALICE.certificate().getNotAfter().toInstant());
        assertThat(read(tls(BOB.authorityPem(), ALICE.certificatePem(), "***"), new Access(null, tls), Mode.REPLACE)
                        .tls())
                .isEqualTo(tls);
        assertThat(errors.list()).isEmpty();

        read(tls(BOB.authorityPem(), ALICE.certificatePem(), BOB.keyPem()), Access.NONE, Mode.REPLACE);
        assertThat(errors.list())
                .containsExactly(new FieldError(
                        "tls.client_key", "must be the private key of the first certificate in client_certificate"));
    }

    @Test
    void whatIsWrongWithCertificatesIsNamed() {
        read("{\"tls\":{\"ca_certificates\":\"x\"}}", Access.NONE, Mode.REPLACE);
        read("{\"tls\":{\"client_key\":\"x\"}}", Access.NONE, Mode.REPLACE);
        read("{\"tls\":{\"client_key\":\"***\"}}", Access.NONE, Mode.REPLACE);
        read("{\"tls\":{\"ca\":\"x\"}}", Access.NONE, Mode.REPLACE);
        assertThat(errors.list())
                .extracting(FieldError::field)
                .containsExactly("tls.ca_certificates", "tls.client_certificate", "tls.client_key", "tls.ca");
    }

    private Access read(String json, Access before, Mode mode) {
        UrlRules urls = new UrlRules(new WebhookSettings(false, false, 10), OutboundGuard.publicOnly());
        Fields fields = new Fields(StrictJson.object(json.getBytes(StandardCharsets.UTF_8)), "", errors);
        return new AccessFields(fields, errors, urls, new OrganizationId("acme")).read(before, mode, headers);
    }

    private static String tls(String authorities, String certificate, String key) {
        return "{\"tls\":{\"ca_certificates\":\"" + escaped(authorities) + "\",\"client_certificate\":\""
                + escaped(certificate) + "\",\"client_key\":\"" + escaped(key) + "\"}}";
    }

    private static String escaped(String pem) {
        return pem.replace("\n", "\\n");
    }
}
