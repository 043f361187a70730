package dev.postrider.api.deliverylog;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.OwnWebhooks;
import dev.postrider.api.access.Role;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deliveries over REST. */
@RestController
@RequestMapping("/api/v1")
class DeliveryController {
    private final DeliveryQueries deliveries;
    private final EventQueries events;
    private final DeliveryExport export;
    private final OwnWebhooks own;
    private final ClosedDays closed;

    DeliveryController(
            DeliveryQueries deliveries,
            EventQueries events,
            DeliveryExport export,
            OwnWebhooks own,
            ClosedDays closed) {
        this.deliveries = deliveries;
        this.events = events;
        this.export = export;
        this.own = own;
        this.closed = closed;
    }

    @GetMapping("/deliveries")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return page(read(caller, request, DeliveryFilter.PARAMETERS));
    }

    /** A deleted webhook is not found here; its deliveries still are in the list across webhooks. */
    @GetMapping("/webhooks/{id}/deliveries")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> listOfWebhook(
            @Authorized(Role.VIEWER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        Set<String> parameters = new HashSet<>(DeliveryFilter.PARAMETERS);
        parameters.remove("webhook_id");
        DeliveryFilter filter = read(caller, request, parameters).of(webhook);
        return own.require(caller, webhook).then(Mono.defer(() -> page(filter)));
    }

    /** All that the filters match, as a file. */
    @GetMapping("/deliveries/export")
    @TakesQuery
    ResponseEntity<Flux<DataBuffer>> export(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        Set<String> parameters = new HashSet<>(DeliveryFilter.PARAMETERS);
        parameters.removeAll(Set.of("limit", "cursor"));
        parameters.add("format");
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), parameters, errors);
        DeliveryFilter filter = DeliveryFilter.read(caller.organization(), query, errors);
        DeliveryExport.Format format = query.choice("format", DeliveryExport.Format.NAMES)
                .map(DeliveryExport.Format::of)
                .orElse(DeliveryExport.Format.CSV);
        errors.throwIfAny();
        return export.answer(filter, format);
    }

    @GetMapping("/deliveries/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        DeliveryId delivery = new DeliveryId(PathId.of("delivery", id));
        return deliveries
                .find(caller.organization(), delivery)
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no delivery with this id.").toException()))
                .flatMap(this::withAttempts);
    }

    private Mono<ResponseEntity<byte[]>> withAttempts(DeliveryRow row) {
        OrganizationId organization = row.subject().organization();
        Mono<Optional<PastEvent>> event = events.find(
                        organization,
                        row.subject().event(),
                        LogEntry.dayOf(row.id().day()))
                .singleOptional();
        return Mono.zip(deliveries.attempts(row), event, closed.isClosed(organization, row.day()))
                .map(found -> Answer.ok(
                        json -> DeliveryJson.write(json, row, found.getT1(), body(row, found.getT2()), found.getT3())));
    }

    /** What was posted, as far as the log knows. */
    private static @Nullable String body(DeliveryRow row, Optional<PastEvent> event) {
        return event.flatMap(PastEvent::whole)
                .map(whole -> EventBody.of(whole).bytesFor(row.subject().webhook()))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(null);
    }

    private static DeliveryFilter read(Caller caller, ServerHttpRequest request, Set<String> parameters) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), parameters, errors);
        DeliveryFilter filter = DeliveryFilter.read(caller.organization(), query, errors);
        errors.throwIfAny();
        return filter;
    }

    private Mono<ResponseEntity<byte[]>> page(DeliveryFilter filter) {
        return deliveries
                .list(filter)
                .collectList()
                .map(rows -> Page.of(rows, filter.limit(), OptionalLong.empty()))
                .map(page -> Answer.ok(json -> page.write(
                        json,
                        DeliveryJson::write,
                        row -> new Cursor(row.subject().fannedOutAt(), row.id().value()))));
    }
}
