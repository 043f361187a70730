package dev.postrider.api.organization;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Holds the deliveries of an organization or of everyone, and lets them go on. Each call succeeds only once the dispatcher
 * can know it, and may be repeated.
 */
@RestController
@RequestMapping("/api/v1")
class PauseController {
    private final Organizations organizations;
    private final OrganizationChanges changes;
    private final OrganizationPublisher organizationPublisher;
    private final DeliverySwitch everything;
    private final SwitchPublisher switchPublisher;
    private final Publications publications;
    private final InstantSource clock;

    PauseController(
            Organizations organizations,
            OrganizationChanges changes,
            OrganizationPublisher organizationPublisher,
            DeliverySwitch everything,
            SwitchPublisher switchPublisher,
            Publications publications,
            InstantSource clock) {
        this.organizations = organizations;
        this.changes = changes;
        this.organizationPublisher = organizationPublisher;
        this.everything = everything;
        this.switchPublisher = switchPublisher;
        this.publications = publications;
        this.clock = clock;
    }

    @PostMapping("/organizations/{id}/pause")
    Mono<ResponseEntity<byte[]>> pause(
            @Authorized(Role.ADMIN) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turn(caller, OrganizationPath.of(caller, id), true)));
    }

    @PostMapping("/organizations/{id}/resume")
    Mono<ResponseEntity<byte[]>> resume(
            @Authorized(Role.ADMIN) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turn(caller, OrganizationPath.of(caller, id), false)));
    }

    private Mono<ResponseEntity<byte[]>> turn(Caller caller, OrganizationId id, boolean paused) {
        return changes.pause(caller, id, paused)
                .then(published(organizationPublisher, OrganizationPublisher.key(id), "The organization", paused))
                .then(organizations.find(id))
                .map(organization -> Answer.ok(json -> OrganizationJson.write(json, organization)))
                .switchIfEmpty(Mono.error(OrganizationPath::notFound));
    }

    @PostMapping("/pause")
    Mono<ResponseEntity<byte[]>> pauseEverything(
            @Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turnEverything(caller, true)));
    }

    @PostMapping("/resume")
    Mono<ResponseEntity<byte[]>> resumeEverything(
            @Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turnEverything(caller, false)));
    }

    private Mono<ResponseEntity<byte[]>> turnEverything(Caller caller, boolean paused) {
        return everything
                .turn(DeliverySwitch.Kind.PAUSE, caller, paused, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .then(published(switchPublisher, WebhooksKey.EVERYTHING, "Everything", paused))
                .then(everything.read(DeliverySwitch.Kind.PAUSE))
                .map(PauseController::answer);
    }

    @GetMapping("/pause")
    Mono<ResponseEntity<byte[]>> everything(@Authorized(Role.PLATFORM_ADMIN) Caller caller) {
        return everything.read(DeliverySwitch.Kind.PAUSE).map(PauseController::answer);
    }

    private Mono<Void> published(PublishedTable table, String key, String what, boolean paused) {
        return publications
                .publish(table, key)
                .filter(published -> published)
                .switchIfEmpty(Mono.error(() -> Problem.unavailable(what
                                + (paused
                                        ? " is paused, but Kafka does not answer, so deliveries may go on for now."
                                        : " is resumed, but Kafka does not answer, so deliveries wait for now.")
                                + " Repeat the request to know when not.")
                        .toException()))
                .then();
    }

    private static ResponseEntity<byte[]> answer(DeliverySwitch.State state) {
        return Answer.ok(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("paused", state.on());
            json.writeStringProperty("changed_by", state.changedBy());
            @Nullable Instant at = state.changedAt();
            json.writeStringProperty("changed_at", at == null ? null : at.toString());
            json.writeEndObject();
        });
    }
}
