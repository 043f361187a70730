package dev.postrider.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.webhook.Match.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {
    @ParameterizedTest
    @CsvSource({
        "ACTIVE,   false, user.created,      PATTERN_MATCHED",
        "PAUSED,   false, user.created,      PATTERN_MATCHED",
        "DISABLED, false, user.created,      PATTERN_MATCHED",
        "OFF,      false, user.created,      SWITCHED_OFF",
        "OFF,      true,  user.created,      CHALLENGE_UNANSWERED",
        "OFF,      false, order.paid,        NO_PATTERN_MATCHED",
        "ACTIVE,   false, user,              NO_PATTERN_MATCHED",
        "ACTIVE,   false, postrider.test,    NO_PATTERN_MATCHED",
        "DELETED,  false, user.created,      DELETED"
    })
    void reasonIsWhatTheOwnerWouldHaveToChange(WebhookState state, boolean challenged, String type, Reason reason) {
        Match match = Match.of(state, challenged, patterns("order.created", "user.*"), new EventType(type));

        assertThat(match.reason()).isEqualTo(reason);
        assertThat(match.matches()).isEqualTo(reason == Reason.PATTERN_MATCHED);
    }

    @Test
    void firstPatternThatFitsIsNamed() {
        Match match = Match.of(WebhookState.ACTIVE, false, patterns("a.b", "user.*", "*"), new EventType("user.a.b"));

        assertThat(match.pattern()).hasToString("Optional[user.*]");
    }

    private static List<EventPattern> patterns(String... texts) {
        return List.of(texts).stream().map(EventPattern::parse).toList();
    }
}
