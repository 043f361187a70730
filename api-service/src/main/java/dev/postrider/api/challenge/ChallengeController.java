package dev.postrider.api.challenge;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.webhook.ChallengedWebhooks;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.api.webhooktest.AskedRequests;
import dev.postrider.common.id.WebhookId;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Challenges over REST: {@code {proven, error}}. */
@RestController
@RequestMapping("/api/v1/webhooks")
class ChallengeController {
    private final ChallengedWebhooks challenged;
    private final WebhookLookup webhooks;
    private final Challenger challenger;
    private final AskedRequests asked;

    ChallengeController(
            ChallengedWebhooks challenged, WebhookLookup webhooks, Challenger challenger, AskedRequests asked) {
        this.challenged = challenged;
        this.webhooks = webhooks;
        this.challenger = challenger;
        this.asked = asked;
    }

    /** Asks now, and begins the repetitions anew. */
    @PostMapping("/{id}/challenge")
    Mono<ResponseEntity<byte[]>> challenge(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        return NoBody.require(request)
                .then(asked.within(caller.organization(), ask(caller, webhook)))
                .map(fault -> Answer.ok(json -> {
                    json.writeStartObject();
                    json.writeBooleanProperty("proven", fault.isEmpty());
                    if (fault.isPresent()) {
                        json.writeStringProperty("error", fault.get());
                    } else {
                        json.writeNullProperty("error");
                    }
                    json.writeEndObject();
                }));
    }

    private Mono<Optional<String>> ask(Caller caller, WebhookId webhook) {
        return Mono.defer(() -> challenged.claim(caller.organization(), webhook))
                .switchIfEmpty(Mono.defer(() -> nothingToProve(caller, webhook)))
                .flatMap(challenger::ask);
    }

    private <T> Mono<T> nothingToProve(Caller caller, WebhookId webhook) {
        return webhooks.find(caller.organization(), webhook)
                .<T>flatMap(_ -> Mono.error(Problem.conflict("The webhook's URL has no challenge to answer.")
                        .toException()))
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no webhook with this id.").toException()));
    }
}
