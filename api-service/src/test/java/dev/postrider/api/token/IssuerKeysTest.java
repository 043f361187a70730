package dev.postrider.api.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.postrider.api.support.TestIssuer;
import dev.postrider.api.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class IssuerKeysTest {
    private static final RSAKey FIRST = TestIssuer.newKey();
    private static final RSAKey SECOND = TestIssuer.newKey();

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private Mono<JWKSet> answer = Mono.just(new JWKSet(FIRST));
    private int asked;
    private final IssuerKeys keys = new IssuerKeys(
            "https://issuer.example",
            () -> {
                asked++;
                return answer;
            },
            new IssuerKeys.Times(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofSeconds(10)),
            () -> now);

    @Test
    void keysAreAskedForOnceAndRemembered() {
        assertThat(asked).isZero();

        assertThat(find(FIRST.getKeyID())).containsExactly(FIRST.getKeyID());
        find(FIRST.getKeyID());
        find(null);

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void keysThatNobodyKnowsAreAskedForAtMostOnceInAWhile() {
        find(FIRST.getKeyID());
        pass(Duration.ofSeconds(11));

        find("invented-1");
        find("invented-2");
        pass(Duration.ofSeconds(9));
        find("invented-3");

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void keysThatTheIssuerChangedAreLearnedFromATokenThatNamesOne() {
        find(FIRST.getKeyID());
        answer = Mono.just(new JWKSet(SECOND));
        pass(Duration.ofSeconds(11));

        assertThat(find(SECOND.getKeyID())).containsExactly(SECOND.getKeyID());
    }

    @Test
    void oldKeysAreAskedForAgainBehindTheRequest() {
        find(FIRST.getKeyID());
        Sinks.One<JWKSet> later = Sinks.one();
        answer = later.asMono();
        pass(Duration.ofMinutes(11));

        assertThat(find(FIRST.getKeyID())).containsExactly(FIRST.getKeyID());
        later.tryEmitValue(new JWKSet(List.of(FIRST, SECOND))).orThrow();

        assertThat(find(FIRST.getKeyID())).containsExactly(FIRST.getKeyID(), SECOND.getKeyID());
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void knownKeysAreTakenForAWhileWhereTheIssuerIsDown() {
        find(FIRST.getKeyID());
        answer = Mono.error(new IllegalStateException("down"));
        pass(Duration.ofMinutes(50));

        assertThat(find(FIRST.getKeyID())).containsExactly(FIRST.getKeyID());
        unavailable(SECOND.getKeyID());
        pass(Duration.ofMinutes(11));
        unavailable(FIRST.getKeyID());
    }

    @Test
    void issuerThatIsDownIsLeftAloneForAMomentAndThenAskedAgain() {
        answer = Mono.error(new IllegalStateException("down"));
        unavailable(FIRST.getKeyID());
        unavailable(FIRST.getKeyID());
        assertThat(asked).isEqualTo(1);

        answer = Mono.just(new JWKSet(FIRST));
        pass(Duration.ofSeconds(2));

        assertThat(find(FIRST.getKeyID())).containsExactly(FIRST.getKeyID());
    }

    @Test
    void allWaitForOneQuestion() {
        Sinks.One<JWKSet> later = Sinks.one();
        answer = later.asMono();
        var first = keys.find(FIRST.getKeyID()).toFuture();
        var second = keys.find("another").toFuture();

        later.tryEmitValue(new JWKSet(FIRST)).orThrow();

        assertThat(first.join().getKeys()).hasSize(1);
        assertThat(second.join().getKeys()).hasSize(1);
        assertThat(asked).isEqualTo(1);
    }

    private List<String> find(@Nullable String kid) {
        return keys.find(kid).blockOptional().orElseThrow().getKeys().stream()
                .map(key -> key.getKeyID())
                .toList();
    }

    private void unavailable(String kid) {
        assertThatThrownBy(() -> find(kid))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
