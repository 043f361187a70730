package dev.postrider.api.job;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.deliverylog.EventController;
import dev.postrider.api.deliverylog.EventPages;
import dev.postrider.api.deliverylog.EventQueries;
import dev.postrider.api.deliverylog.Selection;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Replays over REST. */
@RestController
@RequestMapping("/api/v1")
class ReplayController {
    private final EventPages events;
    private final EventQueries known;
    private final WebhookLookup webhooks;
    private final JobDesk desk;

    ReplayController(EventPages events, EventQueries known, WebhookLookup webhooks, JobDesk desk) {
        this.events = events;
        this.known = known;
        this.webhooks = webhooks;
        this.desk = desk;
    }

    @PostMapping("/replays")
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return read(request, JobRequest.REPLAY).flatMap(asked -> {
            @Nullable WebhookId webhook = asked.selection().webhook();
            return webhook == null
                    ? Mono.error(
                            Problem.invalid(JobRequest.WEBHOOK_ID, "is missing; name the webhook that gets the events")
                                    .toException())
                    : create(caller, asked.ofAnyWebhook(), webhook);
        });
    }

    @PostMapping("/webhooks/{id}/replay")
    Mono<ResponseEntity<byte[]>> createOfWebhook(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        return read(request, JobRequest.REPLAY_OF_WEBHOOK).flatMap(asked -> create(caller, asked, webhook));
    }

    private Mono<JobRequest> read(ServerHttpRequest request, Set<String> known) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> JobRequest.read(body, known, desk.properties()));
    }

    private Mono<ResponseEntity<byte[]>> create(Caller caller, JobRequest asked, WebhookId id) {
        asked.requireConfirmed("every event of the log that the webhook's patterns match");
        return webhooks.find(caller.organization(), id)
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no webhook with this id.").toException()))
                .flatMap(webhook -> create(caller, asked, webhook));
    }

    private Mono<ResponseEntity<byte[]>> create(Caller caller, JobRequest asked, Webhook webhook) {
        if (!webhook.state().isMatched()) {
            return Mono.error(Problem.conflict("The webhook is switched off, so it gets no events; switch it on first.")
                    .toException());
        }
        OrganizationId organization = caller.organization();
        Selection selection = asked.selection().of(webhook.id());
        Instant now = desk.now();
        return events.count(organization, selection, webhook.events(), now)
                .flatMap(count -> asked.dryRun()
                        ? events.page(organization, selection, webhook.events(), now, Optional.empty(), JobDesk.SAMPLE)
                                .map(sample -> JobDesk.dryRun(count, sample.rows(), EventController::write))
                        : requirePayload(organization, selection)
                                .then(Mono.defer(() -> desk.begin(
                                        caller,
                                        Job.of(
                                                organization,
                                                JobKind.REPLAY,
                                                selection,
                                                asked.rate(),
                                                count.matching(),
                                                caller.name(),
                                                now)))));
    }

    /** Of many events those without a payload are left out and counted; one that was asked for by its id is refused. */
    private Mono<Void> requirePayload(OrganizationId organization, Selection selection) {
        return Mono.justOrEmpty(selection.event())
                .flatMap(event -> known.find(organization, event))
                .filter(event -> event.payloadRemovedAt() != null)
                .flatMap(_ -> Mono.error(Problem.gone("The event cannot be replayed: " + ClosedDays.REMOVED + ".")
                        .toException()));
    }

    @GetMapping("/replays")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return desk.list(caller, JobKind.REPLAY, request);
    }

    @GetMapping("/replays/{id}")
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return desk.show(caller, JobKind.REPLAY, id);
    }

    @PostMapping("/replays/{id}/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return desk.cancel(caller, JobKind.REPLAY, id, request);
    }
}
