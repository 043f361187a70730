package dev.postrider.api.deadletter;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.deliverylog.AttemptView;
import dev.postrider.api.deliverylog.Death;
import dev.postrider.api.deliverylog.DeliveryFilter;
import dev.postrider.api.deliverylog.DeliveryJson;
import dev.postrider.api.deliverylog.DeliveryQueries;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.deliverylog.DeliveryStatus;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.id.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
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

/** Dead letters over REST: deliveries that are dead and were not begun anew. */
@RestController
@RequestMapping("/api/v1/dead-letters")
class DeadLetterController {
    private final DeliveryQueries deliveries;
    private final DeadLetterReader letters;
    private final ClosedDays closed;

    DeadLetterController(DeliveryQueries deliveries, DeadLetterReader letters, ClosedDays closed) {
        this.deliveries = deliveries;
        this.letters = letters;
        this.closed = closed;
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Set<String> parameters = new HashSet<>(DeliveryFilter.PARAMETERS);
        parameters.remove("status");
        Query query = new Query(request.getQueryParams(), parameters, errors);
        DeliveryFilter filter = DeliveryFilter.read(caller.organization(), query, errors);
        filter.requireDeadReason(errors);
        errors.throwIfAny();
        return deliveries
                .listDeadLetters(filter)
                .collectList()
                .map(rows -> Page.of(rows, filter.limit(), OptionalLong.empty()))
                .map(page -> Answer.ok(json -> page.write(
                        json,
                        DeliveryJson::write,
                        row -> new Cursor(row.subject().fannedOutAt(), row.id().value()))));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        DeliveryId delivery = new DeliveryId(PathId.of("dead letter", id));
        return deliveries
                .find(caller.organization(), delivery)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no dead letter with this id.")
                        .toException()))
                .flatMap(this::show);
    }

    private Mono<ResponseEntity<byte[]>> show(DeliveryRow row) {
        @Nullable Death death = row.death();
        DeliveryStatus status = row.state().status();
        if (status != DeliveryStatus.DEAD || death == null) {
            return Mono.error(Problem.notFound(
                            "The delivery with this id is no dead letter; its status is " + status.text() + ".")
                    .toException());
        }
        return Mono.zip(letter(row, death), deliveries.attempts(row))
                .map(both -> Answer.ok(json -> write(json, row, both.getT1(), both.getT2())));
    }

    /** The topic may have it longer than its organization wants it to be kept. */
    private Mono<Letter> letter(DeliveryRow row, Death death) {
        return closed.isClosed(row.subject().organization(), row.day())
                .flatMap(isClosed -> isClosed
                        ? Mono.just(new Letter.Missing(Letter.Why.PAYLOAD_REMOVED))
                        : letters.read(row.id(), death));
    }

    private static void write(JsonGenerator json, DeliveryRow row, Letter letter, List<AttemptView> attempts) {
        json.writeStartObject();
        DeliveryJson.fields(json, row);
        json.writeBooleanProperty("payload_available", letter instanceof Letter.Kept);
        switch (letter) {
            case Letter.Kept(var delivery) -> {
                json.writeNullProperty("payload_missing");
                json.writeStringProperty("content_type", delivery.contentType());
                json.writeStringProperty("request_body", new String(delivery.body(), StandardCharsets.UTF_8));
            }
            case Letter.Missing(Letter.Why why) -> {
                json.writeStringProperty("payload_missing", why.sentence());
                json.writeNullProperty("content_type");
                json.writeNullProperty("request_body");
            }
        }
        DeliveryJson.attempts(json, row, attempts, null);
        json.writeEndObject();
    }
}
