package dev.postrider.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void textGivesThePlaceBackToTheMicrosecond() {
        Cursor cursor = new Cursor(Instant.parse("2026-01-31T12:00:00.123456789Z"), UUID.randomUUID());

        assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
        assertThat(cursor.at()).isEqualTo(Instant.parse("2026-01-31T12:00:00.123456Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAA", "!!", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.parse(text)).hasMessage("must be the next_cursor of a page of this list");
    }
}
