package dev.postrider.common.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventBodyTest {
    private static final WebhookId WEBHOOK = WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");

    @Test
    void holdsTheProducersBytes() {
        assertThat(text(event(RawJson.of("{ \"n\" : 1e2 }"), RawJson.of("{\"k\": 1.0}"))))
                .isEqualTo("{\"id\":\"e\\\"1\",\"event\":\"user.created\",\"timestamp\":\"2026-01-01T00:00:00Z\","
                        + "\"data\":{ \"n\" : 1e2 },\"metadata\":{\"k\": 1.0},"
                        + "\"webhook_id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}");
    }

    @Test
    void hasEmptyMetadataWhereTheProducerGaveNone() {
        assertThat(text(event(RawJson.of("7"), null))).contains("\"data\":7,\"metadata\":{},");
    }

    private static String text(Event event) {
        return new String(EventBody.of(event).bytesFor(WEBHOOK), StandardCharsets.UTF_8);
    }

    private static Event event(RawJson data, @org.jspecify.annotations.Nullable RawJson metadata) {
        return new Event(
                OrganizationId.DEFAULT,
                new EventId("e\"1"),
                new EventType("user.created"),
                "2026-01-01T00:00:00Z",
                data,
                metadata,
                null,
                null,
                0,
                Instant.EPOCH);
    }
}
