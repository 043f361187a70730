package dev.postrider.api.health;

import dev.postrider.api.web.Answer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /actuator/health} on the main port: the status alone, without the parts that the management port shows. */
@RestController
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class HealthController {
    private final ReactiveHealthEndpointWebExtension health;

    HealthController(ReactiveHealthEndpointWebExtension health) {
        this.health = health;
    }

    @GetMapping("/actuator/health")
    Mono<ResponseEntity<byte[]>> health() {
        return health.health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE)
                .map(HealthController::answer);
    }

    private static ResponseEntity<byte[]> answer(WebEndpointResponse<? extends HealthDescriptor> response) {
        @Nullable HealthDescriptor descriptor = response.getBody();
        String status = descriptor == null ? "UNKNOWN" : descriptor.getStatus().getCode();
        return Answer.of(HttpStatus.valueOf(response.getStatus()), json -> {
            json.writeStartObject();
            json.writeStringProperty("status", status);
            json.writeEndObject();
        });
    }
}
