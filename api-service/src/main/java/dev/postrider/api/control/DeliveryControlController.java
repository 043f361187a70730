package dev.postrider.api.control;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.PathId;
import dev.postrider.common.id.DeliveryId;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Retries and cancels one delivery. Answers once Kafka has the request, with the delivery as it will be. */
@RestController
@RequestMapping("/api/v1/deliveries/{id}")
class DeliveryControlController {
    private final ManualRetry retry;
    private final Cancellation cancellation;

    DeliveryControlController(ManualRetry retry, Cancellation cancellation) {
        this.retry = retry;
        this.cancellation = cancellation;
    }

    @PostMapping("/retry")
    Mono<ResponseEntity<byte[]>> retry(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> retry.retry(caller, idInPath(id))))
                .map(delivery -> Answer.of(HttpStatus.ACCEPTED, json -> {
                    json.writeStartObject();
                    json.writeStringProperty("id", delivery.id().toString());
                    json.writeStringProperty("webhook_id", delivery.webhook().toString());
                    json.writeStringProperty("event_id", delivery.event().value());
                    json.writeStringProperty("status", "pending");
                    json.writeNumberProperty("try", delivery.tryNumber());
                    json.writeNumberProperty("attempt", delivery.attempt());
                    json.writeStringProperty("trigger", delivery.trigger().text());
                    json.writeEndObject();
                }));
    }

    @PostMapping("/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> cancellation.cancel(caller, idInPath(id))))
                .map(cancelled -> Answer.of(HttpStatus.ACCEPTED, json -> {
                    json.writeStartObject();
                    json.writeStringProperty(
                            "id", cancelled.subject().delivery().toString());
                    json.writeStringProperty(
                            "webhook_id", cancelled.subject().webhook().toString());
                    json.writeStringProperty(
                            "event_id", cancelled.subject().event().value());
                    json.writeStringProperty("status", "cancelled");
                    json.writeStringProperty("reason", cancelled.reason().text());
                    json.writeNumberProperty("try", cancelled.subject().tryNumber());
                    json.writeEndObject();
                }));
    }

    private static DeliveryId idInPath(String id) {
        return new DeliveryId(PathId.of("delivery", id));
    }
}
