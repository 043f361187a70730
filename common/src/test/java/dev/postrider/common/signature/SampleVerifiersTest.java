package dev.postrider.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What integrators copy from {@code docs/samples} takes what is signed here and nothing else. Runs the samples as programs:
 * Java's and the shell's always, the others where their interpreter is installed. Of the others, and of all, the texts are checked.
 */
class SampleVerifiersTest {
    private static final byte[] BODY = utf8("{\"id\":\"evt_1\",\"data\":{\"name\":\"Zoë\",\"n\":1.0}}");
    private static final byte[] CHANGED = utf8("{\"id\":\"evt_1\",\"data\":{\"name\":\"Zoë\",\"n\":1.1}}");
    private static final SigningSecret GENERATED =
            new SigningSecret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final SigningSecret GIVEN = new SigningSecret("a-given secret");
    private static final SigningSecret OLDER = new SigningSecret("the-older-secret");
    private static final SigningKey KEY = SigningKey.given(
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");
    private static final SigningKey OTHER_KEY = SigningKey.given(
            "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==");
    private static final Duration TOO_OLD = Duration.ofSeconds(330);

    /** A sample, one of its two schemes, and a key of one of three forms. */
    record Case(SampleProgram program, String scheme, String key) {
        @Override
        public String toString() {
            String form = key.startsWith("whpk_") ? "public key" : key.startsWith("whsec_") ? "secret" : "given secret";
            return program + ", " + scheme + ", " + form;
        }

        private boolean isPublic() {
            return key.startsWith("whpk_");
        }
    }

    @TempDir
    private static Path compiled;

    private static List<SampleProgram> programs = List.of();

    @BeforeAll
    static void compile() throws Exception {
        programs = SampleProgram.installed(samples(), compiled);
    }

    /** Each scheme with each form of its key. */
    static Stream<Case> allForms() {
        return programs.stream()
                .flatMap(program -> Stream.concat(
                        oneForm(program),
                        Stream.of("standard", "postrider").map(scheme -> new Case(program, scheme, GIVEN.value()))));
    }

    /** Each scheme with one form of its key. */
    static Stream<Case> oneForm() {
        return programs.stream().flatMap(SampleVerifiersTest::oneForm);
    }

    private static Stream<Case> oneForm(SampleProgram program) {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(program, "standard", GENERATED.value()));
        cases.add(new Case(program, "postrider", GENERATED.value()));
        if (program.takesPublicKeys()) {
            cases.add(new Case(program, "standard", KEY.publicKey().text()));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("allForms")
    void sampleTakesWhatIsSigned(Case sample) throws Exception {
        SigningSecret secret = sample.isPublic() ? GENERATED : new SigningSecret(sample.key());

        assertThat(run(sample, headers(Instant.now(), secret), BODY)).isEqualTo("0 genuine");
    }

    @ParameterizedTest
    @MethodSource("oneForm")
    void sampleRefusesAChangedBody(Case sample) throws Exception {
        assertThat(run(sample, headers(Instant.now(), GENERATED), CHANGED)).isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("oneForm")
    void sampleRefusesAnOldTimestamp(Case sample) throws Exception {
        assertThat(run(sample, headers(Instant.now().minus(TOO_OLD), GENERATED), BODY))
                .isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("oneForm")
    void sampleRefusesAnotherKeyAndNoHeaders(Case sample) throws Exception {
        Map<String, String> headers = headers(Instant.now(), List.of(OLDER), List.of(OTHER_KEY));

        assertThat(run(sample, headers, BODY)).isEqualTo("1 not genuine");
        assertThat(run(sample, Map.of(), BODY)).isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("oneForm")
    void sampleTakesOneFittingSignatureAmongSeveral(Case sample) throws Exception {
        boolean alone = sample.scheme().equals("postrider");
        List<SigningSecret> secrets = alone ? List.of(GENERATED) : List.of(OLDER, GENERATED);
        Map<String, String> headers = headers(Instant.now(), secrets, List.of(OTHER_KEY, KEY));

        assertThat(run(sample, headers, BODY)).isEqualTo("0 genuine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify.java",
                "verify.py",
                "verify.mjs",
                "verify.go",
                "verify.php",
                "verify.rb",
                "verify.cs",
                "verify.sh"
            })
    void sampleHasTheNamesOfWhatIsSent(String name) throws IOException {
        String text = Files.readString(samples().resolve(name));
        Map<String, String> sent = headers(Instant.now(), GENERATED);

        assertThat(text)
                .contains("webhook-id", "webhook-timestamp", "webhook-signature", "x-webhook-timestamp")
                .contains("x-webhook-signature", "whsec_", "sha256=", "v1,", "300");
        assertThat(sent.keySet().stream().map(SampleVerifiersTest::lower))
                .contains("webhook-id", "webhook-timestamp", "webhook-signature", "x-webhook-timestamp")
                .contains("x-webhook-signature");
        assertThat(page()).as("the page of the samples").contains("samples/" + name);
    }

    /** A comparison that stops at the first difference tells by its time how much of a forged signature was right. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify.java MessageDigest.isEqual",
                "verify.py hmac.compare_digest",
                "verify.mjs timingSafeEqual",
                "verify.go hmac.Equal",
                "verify.php hash_equals",
                "verify.rb fixed_length_secure_compare",
                "verify.cs FixedTimeEquals"
            })
    void sampleComparesInConstantTime(String nameAndFunction) throws IOException {
        String[] parts = nameAndFunction.split(" ");

        assertThat(Files.readString(samples().resolve(parts[0]))).contains(parts[1]);
    }

    private static Map<String, String> headers(Instant at, SigningSecret secret) {
        return headers(at, List.of(secret), List.of(KEY));
    }

    private static Map<String, String> headers(Instant at, List<SigningSecret> secrets, List<SigningKey> keys) {
        return DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                        "0199b3c0-0000-8000-8000-000000000001",
                        new EventType("user.created"),
                        1,
                        1,
                        at,
                        "application/json"),
                new Signing(
                        secrets.stream().map(Expiring::never).toList(),
                        keys.stream().map(Expiring::never).toList(),
                        SignatureSetting.of(
                                SignatureProfile.POSTRIDER,
                                SignatureProfile.STANDARD,
                                SignatureProfile.STANDARD_ED25519)),
                CustomHeaders.NONE,
                "Postrider/1",
                BODY);
    }

    /** The exit code and the line that was printed. */
    private static String run(Case sample, Map<String, String> headers, byte[] body) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(sample.scheme(), sample.key()));
        headers.forEach((name, value) -> arguments.add(name + ": " + value));
        return sample.program().run(arguments, body);
    }

    private static Path samples() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path samples = folder.resolve("docs").resolve("samples");
            if (Files.isDirectory(samples)) {
                return samples;
            }
        }
        throw new IllegalStateException("docs/samples is neither here nor in a folder above");
    }

    private static String page() throws IOException {
        return Files.readString(samples().resolveSibling("verifying.md"));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
