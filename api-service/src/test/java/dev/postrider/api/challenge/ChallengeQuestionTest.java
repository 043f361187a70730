package dev.postrider.api.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeQuestionTest {
    private final ChallengeQuestion question = new ChallengeQuestion("the-token");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the-token",
                "the-token\n",
                "{\"challenge\":\"the-token\"}",
                "{\"ok\":true,\"challenge\":\"the-token\"}"
            })
    void theTokenAloneOrAsAFieldIsRight(String body) {
        assertThat(question.fault(responded(200, body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "the-token-",
                "\"the-token\"",
                "{\"event\":\"postrider.challenge\",\"data\":{\"challenge\":\"the-token\"}}",
                "[\"the-token\"]",
                "{\"challenge\":[\"the-token\"]}",
                "<b>the-token</b>"
            })
    void anythingElseIsWrongAndSoIsAnEchoOfTheRequest(String body) {
        assertThat(question.fault(responded(200, body)))
                .contains("HTTP 200, and the body of the answer is not the challenge");
    }

    @Test
    void errorsAreWrongWhateverTheirBody() {
        assertThat(question.fault(responded(404, "the-token"))).contains("HTTP 404");
        assertThat(question.fault(responded(302, "the-token")).orElseThrow()).contains("redirects are not followed");
        assertThat(question.fault(
                        new AttemptOutcome.Failed(FailureKind.TIMEOUT, "took too long", Duration.ofSeconds(1))))
                .contains("took too long");
    }

    @Test
    void tokensAreLongAndNeverTheSameAndNotShown() {
        SecureRandom random = new SecureRandom();
        ChallengeQuestion one = ChallengeQuestion.random(random);

        assertThat(one.token())
                .hasSize(32)
                .isNotEqualTo(ChallengeQuestion.random(random).token());
        assertThat(one.toString()).doesNotContain(one.token());
    }

    private static AttemptOutcome responded(int status, String body) {
        return new AttemptOutcome.Responded(status, Map.of(), body, Duration.ofMillis(3));
    }
}
