package dev.postrider.api.organization;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.Problem;
import dev.postrider.common.wire.WebhooksKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Shadow mode for everyone: deliveries are logged and not sent. An organization's own is one of its fields. Each call succeeds
 * only once the dispatcher can know it, and may be repeated.
 */
@RestController
@RequestMapping("/api/v1/shadow")
class ShadowController {
    private final DeliverySwitch everything;
    private final SwitchPublisher publisher;
    private final Publications publications;
    private final InstantSource clock;

    ShadowController(
            DeliverySwitch everything, SwitchPublisher publisher, Publications publications, InstantSource clock) {
        this.everything = everything;
        this.publisher = publisher;
        this.publications = publications;
        this.clock = clock;
    }

    @GetMapping
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.PLATFORM_ADMIN) Caller caller) {
        return read();
    }

    @PutMapping
    Mono<ResponseEntity<byte[]>> begin(@Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turn(caller, true)));
    }

    @DeleteMapping
    Mono<ResponseEntity<byte[]>> end(@Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        return NoBody.require(request).then(Mono.defer(() -> turn(caller, false)));
    }

    private Mono<ResponseEntity<byte[]>> turn(Caller caller, boolean on) {
        return everything
                .turn(DeliverySwitch.Kind.SHADOW, caller, on, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .then(publications.publish(publisher, WebhooksKey.EVERYTHING))
                .filter(published -> published)
                .switchIfEmpty(Mono.error(() -> Problem.unavailable("Shadow mode is switched "
                                + (on
                                        ? "on, but Kafka does not answer, so deliveries may be sent for now."
                                        : "off, but Kafka does not answer, so deliveries may be cancelled for now.")
                                + " Repeat the request to know when not.")
                        .toException()))
                .then(Mono.defer(this::read));
    }

    private Mono<ResponseEntity<byte[]>> read() {
        return everything.read(DeliverySwitch.Kind.SHADOW).map(ShadowController::answer);
    }

    private static ResponseEntity<byte[]> answer(DeliverySwitch.State state) {
        return Answer.ok(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("shadow", state.on());
            json.writeStringProperty("changed_by", state.changedBy());
            @Nullable Instant at = state.changedAt();
            json.writeStringProperty("changed_at", at == null ? null : at.toString());
            json.writeEndObject();
        });
    }
}
