package dev.postrider.api.job;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.control.Controls;
import dev.postrider.api.deliverylog.DeliveryJson;
import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.DeliveryPages.Kind;
import dev.postrider.api.deliverylog.Selection;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.Control;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Cancels waiting deliveries by a filter. The dispatchers are told before the answer; showing the deliveries as cancelled is a
 * job that goes on behind it.
 */
@RestController
@RequestMapping("/api/v1")
class CancellationController {
    /** Controls that are on their way to Kafka at once. */
    private static final int AT_ONCE = 64;

    private final DeliveryPages deliveries;
    private final WebhookLookup webhooks;
    private final Controls controls;
    private final JobDesk desk;

    CancellationController(DeliveryPages deliveries, WebhookLookup webhooks, Controls controls, JobDesk desk) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.controls = controls;
        this.desk = desk;
    }

    @PostMapping("/deliveries/cancel")
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> JobRequest.read(body, JobRequest.CANCEL, desk.properties()))
                .doOnNext(asked -> asked.requireConfirmed("all waiting deliveries of the organization"))
                .flatMap(asked -> covered(caller.organization(), asked.selection())
                        .flatMap(webhooks -> create(caller, asked, webhooks)));
    }

    /** The webhooks whose deliveries the filter may match. */
    private Mono<List<WebhookId>> covered(OrganizationId organization, Selection selection) {
        @Nullable WebhookId only = selection.webhook();
        if (only == null) {
            return webhooks.ids(organization).collectList();
        }
        return webhooks.switchedOn(organization, List.of(only))
                .flatMap(found -> found.isEmpty()
                        ? Mono.error(Problem.notFound("There is no webhook with this id.")
                                .toException())
                        : Mono.just(List.of(only)));
    }

    private Mono<ResponseEntity<byte[]>> create(Caller caller, JobRequest asked, List<WebhookId> covered) {
        OrganizationId organization = caller.organization();
        Selection selection = asked.selection();
        Instant now = desk.now();
        return deliveries.count(Kind.WAITING, organization, selection, now).flatMap(count -> {
            if (asked.dryRun()) {
                return deliveries
                        .page(Kind.WAITING, organization, selection, now, Optional.empty(), JobDesk.SAMPLE)
                        .map(sample -> JobDesk.dryRun(count, sample.rows(), DeliveryJson::write));
            }
            Job job = Job.of(organization, JobKind.CANCEL, selection, null, count.matching(), caller.name(), now);
            return Flux.fromIterable(controls(job, covered))
                    .flatMap(controls::send, AT_ONCE)
                    .then(desk.begin(caller, job));
        });
    }

    private static List<Control> controls(Job job, List<WebhookId> covered) {
        Selection selection = job.selection();
        Control.Filter filter =
                new Control.Filter(selection.type(), selection.event(), selection.from(), selection.to());
        return covered.stream()
                .<Control>map(webhook -> new Control.OfMatching(webhook, job.id(), filter, job.createdAt()))
                .toList();
    }

    @GetMapping("/cancellations")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return desk.list(caller, JobKind.CANCEL, request);
    }

    @GetMapping("/cancellations/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return desk.show(caller, JobKind.CANCEL, id);
    }
}
