package dev.postrider.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventDecoderTest {
    private static final Instant APPENDED = Instant.parse("2026-03-01T10:00:00Z");

    private static final OrganizationId ACME = new OrganizationId("acme");

    private final EventDecoder decoder = new EventDecoder(OrganizationId.DEFAULT, 1000);

    @Test
    void nativeEventWithoutIdGetsOneFromItsPlace() throws Exception {
        Event event = decoder.decode(record("{\"event\":\"a.b\",\"data\":{}}", Map.of()));

        assertThat(event.id()).isEqualTo(new EventId("events-2-42"));
        assertThat(event.organization()).isEqualTo(OrganizationId.DEFAULT);
        assertThat(event.timestamp()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(event.appendedAt()).isEqualTo(APPENDED);
    }

    @Test
    void eventWithoutOrganizationIsRefusedWhereThereIsNoDefault() {
        EventDecoder strict = new EventDecoder(null, 1000);

        assertThatThrownBy(() -> strict.decode(record("{\"event\":\"a.b\",\"data\":{}}", Map.of())))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("organization_id: is missing");
    }

    @Test
    void readsStructuredCloudEvents() throws Exception {
        Event event =
                decoder.decode(record("""
                {"specversion":"1.0","type":"user.created","source":"/users","id":"ce-1","time":"2026-01-01T00:00:00Z",
                 "organizationid":"acme","orderingkey":"u7","datacontenttype":"application/json; charset=utf-8",
                 "otherextension":7,"data":{ "n": 1.0 }}""", Map.of("content-type", "application/cloudevents+json; charset=UTF-8")));

        assertThat(event.type()).isEqualTo(new EventType("user.created"));
        assertThat(event.id()).isEqualTo(new EventId("ce-1"));
        assertThat(event.organization()).isEqualTo(new OrganizationId("acme"));
        assertThat(event.orderingKey()).isEqualTo("u7");
        assertThat(event.timestamp()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.data().text()).isEqualTo("{ \"n\": 1.0 }");
    }

    @Test
    void readsBinaryCloudEvents() throws Exception {
        Event event = decoder.decode(record(
                " {\"n\": 1e2}\n",
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_type", "user.created",
                        "ce_source", "/users",
                        "ce_id", "ce-2",
                        "ce_organizationid", "acme",
                        "content-type", "application/json")));

        assertThat(event.id()).isEqualTo(new EventId("ce-2"));
        assertThat(event.organization()).isEqualTo(new OrganizationId("acme"));
        assertThat(event.data().text()).isEqualTo("{\"n\": 1e2}");
    }

    @Test
    void refusesCloudEventsWhoseDataIsNotJson() {
        assertRefused("<x/>", binary("application/xml"), "datacontenttype: must be JSON");
        assertRefused("{broken", binary("application/json"), "data: is not valid JSON");
        assertRefused("1 2", binary("application/json"), "data: has something after its JSON value");
    }

    @Test
    void refusesBase64DataInStructuredMode() {
        assertRefused(
                "{\"specversion\":\"1.0\",\"type\":\"a\",\"id\":\"1\",\"source\":\"s\",\"data_base64\":\"AA==\"}",
                Map.of("content-type", "application/cloudevents+json"),
                "data_base64: is not taken");
    }

    @Test
    void refusesAttributesThatAreNoText() {
        assertRefused(
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":[\"a\",\"b\"],\"data\":1}",
                Map.of("content-type", "application/cloudevents+json"),
                "type: must be a string");
        assertRefused(
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":{\"type\":\"evil\"},\"data\":1}",
                Map.of("content-type", "application/cloudevents+json"),
                "type: must be a string");
    }

    @Test
    void passesOverExtensionsOfOthersWhateverTheyHold() throws Exception {
        Event event = decoder.decode(record(
                "{\"specversion\":\"1.0\",\"x\":{\"type\":\"evil\",\"y\":[1]},\"id\":\"1\",\"type\":\"a\",\"data\":1}",
                Map.of("content-type", "application/cloudevents+json")));

        assertThat(event.type()).isEqualTo(new EventType("a"));
    }

    @Test
    void aByteOrderMarkDoesNotGetIntoTheData() throws Exception {
        Event event = decoder.decode(record("\uFEFF{\"n\":1}", binary("application/json")));

        assertThat(event.data().text()).isEqualTo("{\"n\":1}");
    }

    @Test
    void refusesCloudEventsOfAnotherVersion() {
        assertRefused(
                "{}",
                Map.of("ce_specversion", "0.3", "ce_type", "a", "ce_id", "1", "content-type", "application/json"),
                "specversion: must be 1.0");
    }

    @Test
    void refusesRecordsOverTheLimit() {
        assertRefused("{\"event\":\"a\",\"data\":\"" + "x".repeat(1000) + "\"}", Map.of(), "at most 1000 are allowed");
    }

    /** An event may have been accepted at the limit, before tracing put its headers on the record. */
    @Test
    void headersOfATraceTakeNothingFromTheLimitUnlessTheyAreLong() throws Exception {
        String value = "{\"event\":\"a\",\"data\":\"" + "x".repeat(900) + "\"}";
        Map<String, String> trace = Map.of(
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "tracestate",
                "a=" + "x".repeat(500));

        assertThat(decoder.decode(record(value, trace)).type()).hasToString("a");
        assertRefused(value, Map.of("tracestate", "x".repeat(513)), "at most 1000 are allowed");
    }

    @Test
    void refusesRecordsWithoutValue() {
        assertThatThrownBy(() -> decoder.decode(new ConsumerRecord<>("events", 0, 0, new byte[0], null)))
                .hasMessageContaining("has no value");
    }

    @Test
    void aTopicSpeaksForItsOrganizationsAndNoOther() throws Exception {
        assertThat(fromTopic("one", "{\"event\":\"a\",\"data\":1,\"organization_id\":\"acme\"}")
                        .organization())
                .isEqualTo(ACME);
        assertThatThrownBy(() -> fromTopic("one", "{\"event\":\"a\",\"data\":1,\"organization_id\":\"globex\"}"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("organization_id: is 'globex', and topic 'one' speaks only for: [acme]");
        assertThatThrownBy(() -> fromTopic("one", "{\"event\":\"a\",\"data\":1,\"organization_id\":\"default\"}"))
                .hasMessageContaining("speaks only for");
    }

    @Test
    void anEventWithoutOrganizationIsItsTopicsOnlyOnes() throws Exception {
        String unnamed = "{\"event\":\"a\",\"data\":1}";

        assertThat(fromTopic("one", unnamed).organization()).isEqualTo(ACME);
        assertThat(fromTopic("elsewhere", unnamed).organization()).isEqualTo(OrganizationId.DEFAULT);
        assertThatThrownBy(() -> fromTopic("two", unnamed))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("speaks for several: [acme, globex]; name one");
    }

    @Test
    void operationalTypesAreOnlyForTopicsThatSpeakForEveryone() throws Exception {
        String operational = "{\"event\":\"postrider.webhook.created\",\"data\":1}";

        assertThat(fromTopic("elsewhere", operational).type().isOperational()).isTrue();
        assertThatThrownBy(() -> fromTopic("one", operational))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("which only Postrider publishes");
    }

    private static Event fromTopic(String topic, String value) throws InvalidEventException {
        OrganizationId globex = new OrganizationId("globex");
        EventSources sources = new EventSources(Map.of("one", Set.of(ACME), "two", Set.of(ACME, globex)));
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new EventDecoder(OrganizationId.DEFAULT, 1000, sources)
                .decode(new ConsumerRecord<>(topic, 0, 7, new byte[0], bytes));
    }

    private void assertRefused(String value, Map<String, String> headers, String message) {
        assertThatThrownBy(() -> decoder.decode(record(value, headers)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message);
    }

    private static Map<String, String> binary(String contentType) {
        return Map.of("ce_specversion", "1.0", "ce_type", "a", "ce_id", "1", "content-type", contentType);
    }

    private static ConsumerRecord<byte[], byte[]> record(String value, Map<String, String> headers) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        RecordHeaders recordHeaders = new RecordHeaders();
        headers.forEach((name, text) -> recordHeaders.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "events",
                2,
                42,
                APPENDED.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                bytes.length,
                new byte[0],
                bytes,
                recordHeaders,
                Optional.empty());
    }
}
