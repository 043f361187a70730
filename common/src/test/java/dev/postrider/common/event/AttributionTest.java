package dev.postrider.common.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a record may be shown to that is no event. */
class AttributionTest {
    private static final EventSources SOURCES = new EventSources(Map.of(
            "events.from.one", Set.of(new OrganizationId("acme")),
            "events.from.two", Set.of(new OrganizationId("acme"), new OrganizationId("beta"))));

    private final EventDecoder decoder = new EventDecoder(new OrganizationId("default"), 1_000, SOURCES);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "events|{\"organization_id\":\"beta\",\"nonsense\":1}|beta",
                "events|{\"nonsense\":1}|default",
                "events|{\"organization_id\":7}|",
                "events|{\"organization_id\":\"no such name!\"}|",
                "events|[1]|",
                "events|{oops|",
                "events.from.one|{oops|acme",
                "events.from.one|{\"organization_id\":\"acme\"}|acme",
                "events.from.one|{\"organization_id\":\"beta\"}|",
                "events.from.two|{\"organization_id\":\"beta\"}|beta",
                "events.from.two|{\"organization_id\":\"default\"}|",
                "events.from.two|{}|",
                "events.from.two|{oops|"
            })
    void recordIsItsOrganizationsOnlyWhereItsTopicMaySpeakForThat(
            String topic, String value, @Nullable String organization) {
        Attribution whose = decoder.attribution(topic, new RecordHeaders(), value.getBytes(StandardCharsets.UTF_8));

        assertThat(whose.organization()).isEqualTo(organization == null ? null : new OrganizationId(organization));
    }

    @Test
    void cloudEventsSayWhoseTheyAreInTheirWay() {
        Headers binary = new RecordHeaders()
                .add("ce_id", "7".getBytes(StandardCharsets.UTF_8))
                .add("ce_organizationid", "beta".getBytes(StandardCharsets.UTF_8));
        Headers structured = new RecordHeaders()
                .add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));

        assertThat(decoder.attribution("events", binary, new byte[] {0}))
                .isEqualTo(new Attribution(new OrganizationId("beta"), null, new EventId("7")));
        assertThat(decoder.attribution(
                        "events",
                        structured,
                        "{\"organizationid\":\"beta\",\"type\":\"a.b\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Attribution(new OrganizationId("beta"), new EventType("a.b"), null));
    }
}
