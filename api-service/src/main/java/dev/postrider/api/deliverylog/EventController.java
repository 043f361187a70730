package dev.postrider.api.deliverylog;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.matching.PublishedVersions;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.event.Event;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Past events over REST. */
@RestController
@RequestMapping("/api/v1/events")
public class EventController {
    private static final Set<String> PARAMETERS = Set.of("event_type", "from", "to", "limit", "cursor");

    /** An event may have a million deliveries; the list of deliveries has them all. */
    private static final int DELIVERIES_SHOWN = 200;

    private static final int NOT_MATCHED_SHOWN = 200;

    private final EventQueries events;
    private final DeliveryQueries deliveries;
    private final EventMatches matches;
    private final PublishedVersions versions;

    EventController(EventQueries events, DeliveryQueries deliveries, EventMatches matches, PublishedVersions versions) {
        this.events = events;
        this.deliveries = deliveries;
        this.matches = matches;
        this.versions = versions;
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        Optional<EventCursor> cursor = query.text("cursor")
                .flatMap(text -> Optional.ofNullable(errors.check("cursor", () -> EventCursor.parse(text))));
        var filter = new EventQueries.Filter(
                caller.organization(),
                query.text("event_type"),
                TimeRange.read(query, errors),
                TimeRange.listed(cursor, EventCursor::at, errors),
                query.limit());
        errors.throwIfAny();
        return events.list(filter).collectList().map(rows -> Answer.ok(json -> writePage(json, rows, filter.limit())));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return find(caller, id).flatMap(event -> withDeliveries(caller.organization(), event));
    }

    /** Why a webhook got an event, or did not. */
    @GetMapping("/{id}/webhooks/{webhookId}")
    Mono<ResponseEntity<byte[]>> explain(
            @Authorized(Role.VIEWER) Caller caller, @PathVariable String id, @PathVariable String webhookId) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", webhookId));
        return find(caller, id)
                .map(PastEvent::head)
                .flatMap(event -> versions.knows(caller.organization(), webhook)
                        .filter(known -> known)
                        .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no webhook with this id.")
                                .toException()))
                        .flatMap(_ -> explain(event, webhook)));
    }

    private Mono<ResponseEntity<byte[]>> explain(Event event, WebhookId webhook) {
        return Mono.zip(
                        matches.judge(event, webhook).map(Optional::of).defaultIfEmpty(Optional.empty()),
                        deliveries
                                .list(DeliveryFilter.ofEvent(event.organization(), event.id(), DELIVERIES_SHOWN)
                                        .of(webhook))
                                .collectList())
                .map(both ->
                        Answer.ok(json -> NotMatchedJson.writeOne(json, event, webhook, both.getT1(), both.getT2())));
    }

    private Mono<PastEvent> find(Caller caller, String id) {
        return Mono.justOrEmpty(PathId.event(id))
                .flatMap(event -> events.find(caller.organization(), event))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("The log has no event with this id (yet).")
                        .toException()));
    }

    private Mono<ResponseEntity<byte[]>> withDeliveries(OrganizationId organization, PastEvent past) {
        Event event = past.head();
        return Mono.zip(
                        deliveries
                                .list(DeliveryFilter.ofEvent(organization, event.id(), DELIVERIES_SHOWN))
                                .collectList(),
                        events.cancelledAt(event).map(Optional::of).defaultIfEmpty(Optional.empty()),
                        matches.notMatched(event, NOT_MATCHED_SHOWN)
                                .map(Optional::of)
                                .defaultIfEmpty(Optional.empty()))
                .map(both -> Answer.ok(json -> {
                    List<DeliveryRow> rows = both.getT1();
                    json.writeStartObject();
                    fields(json, past);
                    DeliveryJson.time(json, "cancelled_at", both.getT2().orElse(null));
                    DeliveryJson.raw(json, "data", event.data().text());
                    DeliveryJson.raw(json, "metadata", metadata(past));
                    json.writeArrayPropertyStart("deliveries");
                    rows.stream().limit(DELIVERIES_SHOWN).forEach(row -> DeliveryJson.write(json, row));
                    json.writeEndArray();
                    json.writeBooleanProperty("has_more_deliveries", rows.size() > DELIVERIES_SHOWN);
                    NotMatchedJson.writeAll(
                            json, both.getT3().filter(_ -> both.getT2().isEmpty()));
                    json.writeEndObject();
                }));
    }

    private static @Nullable String metadata(PastEvent past) {
        @Nullable RawJson metadata = past.head().metadata();
        return past.payloadRemovedAt() != null ? null : metadata == null ? "{}" : metadata.text();
    }

    private static void writePage(JsonGenerator json, List<PastEvent> rows, int limit) {
        boolean hasMore = rows.size() > limit;
        List<PastEvent> items = hasMore ? rows.subList(0, limit) : rows;
        json.writeStartObject();
        json.writeArrayPropertyStart("items");
        items.forEach(event -> write(json, event));
        json.writeEndArray();
        DeliveryJson.text(
                json,
                "next_cursor",
                hasMore
                        ? new EventCursor(
                                        items.getLast().head().appendedAt(),
                                        items.getLast().head().id())
                                .text()
                        : null);
        json.writeBooleanProperty("has_more", hasMore);
        json.writeEndObject();
    }

    /** An event as lists show it. */
    public static void write(JsonGenerator json, PastEvent event) {
        json.writeStartObject();
        fields(json, event);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, PastEvent past) {
        Event event = past.head();
        json.writeStringProperty("id", event.id().value());
        json.writeStringProperty("organization_id", event.organization().value());
        json.writeStringProperty("event", event.type().value());
        json.writeStringProperty("timestamp", event.timestamp());
        DeliveryJson.time(json, "deliver_at", event.deliverAt());
        DeliveryJson.text(json, "ordering_key", event.orderingKey());
        DeliveryJson.time(json, "appended_at", event.appendedAt());
        DeliveryJson.time(json, "payload_removed_at", past.payloadRemovedAt());
    }
}
