package dev.postrider.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SigningSecret;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What integrators copy from {@code docs/samples} takes what is signed here and nothing else. Runs the samples as programs:
 * Java's always, the others where their interpreter is installed.
 */
class SampleVerifiersTest {
    private static final byte[] BODY =
            "{\"id\":\"evt_1\",\"data\":{\"name\":\"Zoë\",\"n\":1.0}}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CHANGED =
            "{\"id\":\"evt_1\",\"data\":{\"name\":\"Zoë\",\"n\":1.1}}".getBytes(StandardCharsets.UTF_8);
    private static final SigningSecret GENERATED =
            new SigningSecret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final SigningSecret GIVEN = new SigningSecret("a-given secret");
    private static final Duration TOO_OLD = Duration.ofSeconds(330);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** A sample, one of its two schemes, and a secret of one of the two forms. */
    record Case(String language, List<String> command, String scheme, SigningSecret secret) {
        @Override
        public String toString() {
            return language + ", " + scheme + (secret.equals(GIVEN) ? ", given secret" : ", generated secret");
        }
    }

    @TempDir
    private static Path compiled;

    /** Once for all cases: the launcher of single files would do it again for each. */
    @BeforeAll
    static void compileTheJavaSample() {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        int result = compiler.run(
                null,
                null,
                null,
                "-d",
                compiled.toString(),
                samples().resolve("verify.java").toString());

        assertThat(result).as("exit code of the compiler").isZero();
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        add(cases, "Java", List.of(java, "-XX:TieredStopAtLevel=1", "-cp", compiled.toString(), "Verify"));
        if (isInstalled("python3")) {
            add(
                    cases,
                    "Python",
                    List.of("python3", samples().resolve("verify.py").toString()));
        }
        if (isInstalled("node")) {
            add(cases, "Node", List.of("node", samples().resolve("verify.mjs").toString()));
        }
        return cases.stream();
    }

    private static void add(List<Case> cases, String language, List<String> command) {
        for (String scheme : List.of("standard", "postrider")) {
            cases.add(new Case(language, command, scheme, GENERATED));
            cases.add(new Case(language, command, scheme, GIVEN));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleTakesWhatIsSigned(Case sample) throws Exception {
        assertThat(run(sample, headers(Instant.now(), sample.secret()), BODY)).isEqualTo("0 genuine");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleRefusesAChangedBody(Case sample) throws Exception {
        assertThat(run(sample, headers(Instant.now(), sample.secret()), CHANGED))
                .isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleRefusesAnOldTimestamp(Case sample) throws Exception {
        Map<String, String> old = headers(Instant.now().minus(TOO_OLD), sample.secret());

        assertThat(run(sample, old, BODY)).isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleRefusesAnotherSecretAndNoHeaders(Case sample) throws Exception {
        SigningSecret other = sample.secret().equals(GIVEN) ? GENERATED : GIVEN;

        assertThat(run(sample, headers(Instant.now(), other), BODY)).isEqualTo("1 not genuine");
        assertThat(run(sample, Map.of(), BODY)).isEqualTo("1 not genuine");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sampleTakesOneFittingSignatureAmongSeveral(Case sample) throws Exception {
        Map<String, String> headers = headers(Instant.now(), sample.secret(), new SigningSecret("the-older-secret"));

        assertThat(run(sample, headers, BODY)).isEqualTo("0 genuine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify.java", "verify.py", "verify.mjs"})
    void thePageQuotesTheSample(String name) throws IOException {
        Path docs = samples().resolveSibling("getting-started.md");
        Matcher quote = Pattern.compile("<!-- " + Pattern.quote(name) + " -->\\R```[a-z]+\\R(.+?)```", Pattern.DOTALL)
                .matcher(Files.readString(docs));

        assertThat(quote.find()).as("a quotation of " + name).isTrue();
        assertThat(Files.readString(samples().resolve(name))).contains(quote.group(1));
    }

    private static Map<String, String> headers(Instant at, SigningSecret... secrets) {
        return DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                        "0199b3c0-0000-8000-8000-000000000001",
                        new EventType("user.created"),
                        1,
                        1,
                        at,
                        "application/json"),
                SignatureProfile.DEFAULT,
                List.of(secrets),
                CustomHeaders.NONE,
                "Postrider/1",
                BODY);
    }

    /** The exit code and the line that was printed. */
    private static String run(Case sample, Map<String, String> headers, byte[] body) throws Exception {
        List<String> command = new ArrayList<>(sample.command());
        command.add(sample.scheme());
        command.add(sample.secret().value());
        headers.forEach((name, value) -> command.add(name + ": " + value));
        Path output = Files.createTempFile("sample", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(body);
            }
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not end within " + DEADLINE);
            }
            return process.exitValue() + " " + Files.readString(output).strip();
        } finally {
            Files.delete(output);
        }
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

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
