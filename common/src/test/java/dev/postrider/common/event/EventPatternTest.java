package dev.postrider.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

    @ParameterizedTest
    @CsvSource({
        "user.created, user.created, true",
        "user.created, user.created.x, false",
        "user.*, user.created, true",
        "user.*, user.a.b, true",
        "user.*, user, false",
        "user.*, user., false",
        "user.*, users.created, false",
        "user.a.*, user.a.b, true",
        "user.a.*, user.b, false",
        "*, anything, true",
        "*, postrider.webhook.created, false",
        "postrider.*, postrider.webhook.created, true",
    })
    void matchesByExactTypePrefixOrAll(String pattern, String type, boolean matches) {
        assertThat(EventPattern.parse(pattern).matches(new EventType(type))).isEqualTo(matches);
        assertThat(EventPattern.parse(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".*", "**", "user*", "*.created", "user.*.x", "a b", "user.**"})
    void refusesEveryOtherForm(String pattern) {
        assertThatThrownBy(() -> EventPattern.parse(pattern)).hasMessageContaining("'" + pattern + "' is not");
    }
}
