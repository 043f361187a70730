package dev.postrider.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryLadder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    private final KafkaSettings settings = KafkaSettings.of("127.0.0.1:9092").withTopicPrefix("p.");

    @Test
    void topicsOfSomeOrganizationsAreMadeLikeTheOneForAll() {
        KafkaSettings some = settings.withEventsFrom(Map.of("billing", List.of("acme", "globex")));

        assertThat(some.eventSources().byTopic())
                .isEqualTo(Map.of(
                        "p.events.from.billing", Set.of(new OrganizationId("acme"), new OrganizationId("globex"))));
        List<TopicSpec> specs = TopicCatalogue.of(
                some.topicNames(), some.eventSources().topics(), RetryLadder.DEFAULT, TopicSettings.EMBEDDED);
        assertThat(spec(specs, "p.events.from.billing").config())
                .isEqualTo(spec(specs, "p.events").config());
        assertThat(spec(specs, "p.events.from.billing").required())
                .containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void nothingIsListedUnlessConfigured() {
        assertThat(settings.eventSources().topics()).isEmpty();
    }

    @Test
    void wrongListsAreRefusedByTheNameOfTheirKey() {
        assertRefused(Map.of("billing", List.of()), "postrider.kafka.events-from.billing must list at least one");
        assertRefused(Map.of("billing", List.of("a b")), "postrider.kafka.events-from.billing: 'a b' is no id");
        assertRefused(Map.of("b.c", List.of("acme")), "postrider.kafka.events-from.b.c: a name has");
    }

    private void assertRefused(Map<String, List<String>> eventsFrom, String message) {
        assertThatThrownBy(() -> settings.withEventsFrom(eventsFrom))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static TopicSpec spec(List<TopicSpec> specs, String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
