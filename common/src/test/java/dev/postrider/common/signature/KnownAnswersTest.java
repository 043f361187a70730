package dev.postrider.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.webhook.SigningSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The golden file holds what the public libraries sign: {@code standardwebhooks} 1.1.1, {@code svix} 1.99.1, {@code stripe}
 * 23.1.0 and {@code @octokit/webhooks-methods} 6.0.0, all of npm.
 */
class KnownAnswersTest {
    private static final Map<String, String> GOLDEN = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/resources/golden/signatures.txt"))) {
            String[] parts = line.split(": ", 2);
            GOLDEN.put(parts[0], parts[1]);
        }
    }

    @Test
    void standardSignatureIsThatOfTheLibraries() {
        String signature = Signatures.standard(List.of(secret()), golden("id"), golden("timestamp"), body());

        assertThat(signature).isEqualTo(golden("standardwebhooks")).isEqualTo(golden("svix"));
    }

    @Test
    void stripeSignatureIsThatOfTheLibrary() {
        assertThat(Signatures.stripe(List.of(secret()), golden("timestamp"), body()))
                .isEqualTo(golden("stripe"));
    }

    @Test
    void githubSignatureIsThatOfTheLibrary() {
        assertThat(Signatures.postrider(secret(), body())).isEqualTo(golden("octokit"));
    }

    private static SigningSecret secret() {
        return new SigningSecret(golden("secret"));
    }

    private static byte[] body() {
        return golden("body").getBytes(StandardCharsets.UTF_8);
    }

    private static String golden(String name) {
        return Objects.requireNonNull(GOLDEN.get(name), name);
    }
}
