package dev.postrider.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {
    private static final OrganizationId ACME = new OrganizationId("acme");
    private static final EventId EVENT = new EventId("evt-1");
    private static final WebhookId WEBHOOK = WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    private static final Instant NOON = Instant.parse("2026-03-01T12:34:56.789Z");

    @Test
    void isTheKnownValue() {
        // 2026-03-01T00:00:00Z in ms is 0x019ca6b1dc00; the rest is SHA-256 over length-prefixed acme, evt-1, webhook,
        // "".
        assertThat(DeliveryId.of(NOON, ACME, EVENT, WEBHOOK)).hasToString("019ca6b1-dc00-8898-aa6b-61336aa8e061");
    }

    @Test
    void isAUuidOfVersionEightThatNamesItsDay() {
        DeliveryId id = DeliveryId.of(NOON, ACME, EVENT, WEBHOOK);

        assertThat(id.value().version()).isEqualTo(8);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(id.day()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    }

    @Test
    void isTheSameAllDayAndAnotherOnTheNext() {
        assertThat(DeliveryId.of(Instant.parse("2026-03-01T00:00:00Z"), ACME, EVENT, WEBHOOK))
                .isEqualTo(DeliveryId.of(Instant.parse("2026-03-01T23:59:59.999Z"), ACME, EVENT, WEBHOOK))
                .isNotEqualTo(DeliveryId.of(Instant.parse("2026-03-02T00:00:00Z"), ACME, EVENT, WEBHOOK));
    }

    @Test
    void differsByEachOfItsParts() {
        DeliveryId id = DeliveryId.of(NOON, ACME, EVENT, WEBHOOK, "");

        assertThat(DeliveryId.of(NOON, new OrganizationId("acmee"), new EventId("vt-1"), WEBHOOK))
                .as("moving a character from one part to the next")
                .isNotEqualTo(id);
        assertThat(DeliveryId.of(NOON, ACME, EVENT, WEBHOOK, "replay-1")).isNotEqualTo(id);
    }

    @Test
    void refusesUuidsOfOtherSpellings() {
        assertThatThrownBy(() -> DeliveryId.parse("1-1-1-1-1")).hasMessageContaining("36 characters");
        assertThatThrownBy(() -> DeliveryId.parse("123456789-123-1234-1234-123456789012"))
                .hasMessageContaining("36 characters");
    }
}
