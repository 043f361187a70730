package dev.postrider.api.job;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.deliverylog.DeliveryJson;
import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.DeliveryPages.Kind;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.deliverylog.DeliveryStatus;
import dev.postrider.api.deliverylog.Selection;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Redrives over REST. */
@RestController
@RequestMapping("/api/v1/redrives")
class RedriveController {
    private final DeliveryPages deliveries;
    private final JobDesk desk;

    RedriveController(DeliveryPages deliveries, JobDesk desk) {
        this.deliveries = deliveries;
        this.desk = desk;
    }

    @PostMapping
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> JobRequest.read(body, JobRequest.REDRIVE, desk.properties()))
                .doOnNext(asked -> asked.requireConfirmed("all dead letters of the organization"))
                .flatMap(asked -> resolved(caller.organization(), asked.selection())
                        .flatMap(selection -> create(caller, asked, selection)));
    }

    private Mono<ResponseEntity<byte[]>> create(Caller caller, JobRequest asked, Selection selection) {
        OrganizationId organization = caller.organization();
        Instant now = desk.now();
        return deliveries
                .count(Kind.DEAD, organization, selection, now)
                .flatMap(count -> asked.dryRun()
                        ? deliveries
                                .page(Kind.DEAD, organization, selection, now, Optional.empty(), JobDesk.SAMPLE)
                                .map(sample -> JobDesk.dryRun(count, sample.rows(), DeliveryJson::write))
                        : desk.begin(
                                caller,
                                Job.of(
                                        organization,
                                        JobKind.REDRIVE,
                                        selection,
                                        asked.rate(),
                                        count.matching(),
                                        caller.name(),
                                        now)));
    }

    /** The same; where it names deliveries, each must be the organization's and dead. */
    private Mono<Selection> resolved(OrganizationId organization, Selection selection) {
        if (selection.deliveries().isEmpty()) {
            return Mono.just(selection);
        }
        return deliveries
                .find(organization, selection.deliveries())
                .collectMap(DeliveryRow::id)
                .map(rows -> resolved(selection.deliveries(), rows));
    }

    private static Selection resolved(List<DeliveryId> ids, Map<DeliveryId, DeliveryRow> rows) {
        List<FieldError> missing = new ArrayList<>();
        List<FieldError> alive = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String field = JobRequest.DELIVERY_IDS + "[" + i + "]";
            @Nullable DeliveryRow row = rows.get(ids.get(i));
            if (row == null) {
                missing.add(new FieldError(field, "is the id of no delivery"));
            } else if (row.state().status() != DeliveryStatus.DEAD || row.death() == null) {
                alive.add(new FieldError(
                        field,
                        "is no dead letter; its status is "
                                + row.state().status().text()));
            }
        }
        if (!missing.isEmpty()) {
            throw Problem.notFound("Not all of these deliveries exist.", missing)
                    .toException();
        }
        if (!alive.isEmpty()) {
            throw Problem.conflict("Only dead letters can be redriven.", alive).toException();
        }
        List<WebhookId> webhooks = rows.values().stream()
                .map(row -> row.subject().webhook())
                .distinct()
                .toList();
        return Selection.of(ids.stream().distinct().toList(), webhooks.size() == 1 ? webhooks.getFirst() : null);
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return desk.list(caller, JobKind.REDRIVE, request);
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return desk.show(caller, JobKind.REDRIVE, id);
    }

    @PostMapping("/{id}/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return desk.cancel(caller, JobKind.REDRIVE, id, request);
    }
}
