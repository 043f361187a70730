package dev.postrider.api.eventtype;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.eventtype.EventTypes.Saved;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.event.EventType;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Event types over REST. */
@RestController
@RequestMapping("/api/v1")
class EventTypeController {
    private static final Set<String> PARAMETERS = Set.of("category", "deprecated", "limit", "cursor");

    private final EventTypes types;
    private final EventTypePublisher publisher;
    private final Publications publications;
    private final Catalogue catalogue;
    private final EventTypeSettings settings;
    private final InstantSource clock;

    EventTypeController(
            EventTypes types,
            EventTypePublisher publisher,
            Publications publications,
            Catalogue catalogue,
            EventTypeSettings settings,
            InstantSource clock) {
        this.types = types;
        this.publisher = publisher;
        this.publications = publications;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/webhooks/events/available")
    Mono<ResponseEntity<byte[]>> available(@Authorized(Role.VIEWER) Caller caller) {
        return types.list(
                        caller.organization(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        settings.maxPerOrganization())
                .collectList()
                .map(own -> Answer.ok(json -> {
                    json.writeStartObject();
                    json.writeName("events");
                    catalogue.write(json, own);
                    json.writeEndObject();
                }));
    }

    @PostMapping("/event-types")
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> TypeForm.read(body, Optional.empty(), caller, now()))
                .flatMap(type -> save(caller, type, false))
                .map(EventTypeController::answer);
    }

    @PutMapping("/event-types/{type}")
    Mono<ResponseEntity<byte[]>> replace(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String type, ServerHttpRequest request) {
        EventType name = name(type)
                .orElseThrow(() -> Problem.invalid("event", "must be 1 to 100 letters, digits, '_', '.' or '-'")
                        .toException());
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> TypeForm.read(body, Optional.of(name), caller, now()))
                .flatMap(read -> save(caller, read, true))
                .map(EventTypeController::answer);
    }

    @GetMapping("/event-types")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        int limit = query.limit();
        // Names are the order of this list, so the last one is the place in it.
        Optional<String> after = query.text("cursor");
        Optional<String> category = query.text("category");
        Optional<Boolean> deprecated = query.flag("deprecated");
        errors.throwIfAny();
        return types.list(caller.organization(), category, deprecated, after, limit + 1)
                .collectList()
                .map(rows -> Page.of(rows, limit, OptionalLong.empty()))
                .map(page -> Answer.ok(json -> page.writeWith(
                        json, TypeJson::write, type -> type.type().value())));
    }

    @GetMapping("/event-types/{type}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.VIEWER) Caller caller, @PathVariable String type) {
        return Mono.justOrEmpty(name(type))
                .flatMap(name -> types.find(caller.organization(), name))
                .map(found -> Answer.ok(json -> TypeJson.write(json, found)))
                .switchIfEmpty(Mono.error(EventTypeController::notFound));
    }

    @DeleteMapping("/event-types/{type}")
    Mono<ResponseEntity<byte[]>> delete(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String type, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.justOrEmpty(name(type)))
                .flatMap(name -> types.delete(caller, name, now())
                        .filter(deleted -> deleted)
                        .flatMap(_ -> publications.publish(publisher, WebhooksKey.of(caller.organization(), name))))
                .map(_ -> Answer.noContent())
                .switchIfEmpty(Mono.error(EventTypeController::notFound));
    }

    private Mono<Saved> save(Caller caller, StoredType type, boolean replace) {
        return types.save(caller, type, replace)
                .flatMap(saved -> publications
                        .publish(publisher, WebhooksKey.of(type.organization(), type.type()))
                        .map(published -> new Saved(saved.type().withPublished(published), saved.isNew())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ResponseEntity<byte[]> answer(Saved saved) {
        return saved.isNew()
                ? Answer.created(
                        "/api/v1/event-types/" + saved.type().type(), json -> TypeJson.write(json, saved.type()))
                : Answer.ok(json -> TypeJson.write(json, saved.type()));
    }

    private static Optional<EventType> name(String text) {
        try {
            return Optional.of(new EventType(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ProblemException notFound() {
        return Problem.notFound("The organization has registered no such event type.")
                .toException();
    }
}
