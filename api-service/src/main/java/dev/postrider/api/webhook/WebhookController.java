package dev.postrider.api.webhook;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.IfMatch;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.api.webhook.WebhookForm.Mode;
import dev.postrider.common.id.WebhookId;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Webhooks over REST. */
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhookController {
    private final Webhooks webhooks;
    private final WebhookList list;
    private final WebhookChanges changes;
    private final ReachabilityCheck check;

    WebhookController(Webhooks webhooks, WebhookList list, WebhookChanges changes, ReachabilityCheck check) {
        this.webhooks = webhooks;
        this.list = list;
        this.changes = changes;
        this.check = check;
    }

    @PostMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .flatMap(body ->
                        changes.create(caller, StrictJson.object(body), check.isWanted(request.getQueryParams())))
                .map(created -> IfMatch.tagged(
                        Answer.created(
                                "/api/v1/webhooks/" + created.webhook().id(),
                                json -> WebhookJson.write(json, created.shown(), created.secret())),
                        created.webhook().version()));
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return list.page(caller.organization(), WebhookList.Filter.read(request.getQueryParams()))
                .map(page -> Answer.ok(json -> page.write(json, WebhookJson::write, WebhookController::place)));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return found(caller, id);
    }

    @PatchMapping("/{id}")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> patch(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return change(caller, id, request, Mode.MERGE);
    }

    @PutMapping("/{id}")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> put(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return change(caller, id, request, Mode.REPLACE);
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<byte[]>> delete(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return changes.delete(caller, idInPath(id), IfMatch.of(request))
                .flatMap(deleted -> deleted ? Mono.just(Answer.noContent()) : Mono.error(notFound()));
    }

    @PostMapping("/{id}/pause")
    Mono<ResponseEntity<byte[]>> pause(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> changes.pause(caller, idInPath(id), IfMatch.of(request))))
                .flatMap(paused -> found(caller, id))
                .switchIfEmpty(Mono.error(WebhookController::notFound));
    }

    @PostMapping("/{id}/resume")
    Mono<ResponseEntity<byte[]>> resume(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> changes.resume(caller, idInPath(id), IfMatch.of(request))))
                .flatMap(resumed -> found(caller, id))
                .switchIfEmpty(Mono.error(WebhookController::notFound));
    }

    private Mono<ResponseEntity<byte[]>> change(Caller caller, String id, ServerHttpRequest request, Mode mode) {
        WebhookId webhook = idInPath(id);
        IfMatch condition = IfMatch.of(request);
        return BodyReader.read(request, BodyReader.SETTINGS)
                .flatMap(body -> changes.change(
                        caller,
                        webhook,
                        condition,
                        StrictJson.object(body),
                        mode,
                        check.isWanted(request.getQueryParams())))
                .flatMap(changed -> found(caller, id))
                .switchIfEmpty(Mono.error(WebhookController::notFound));
    }

    private Mono<ResponseEntity<byte[]>> found(Caller caller, String id) {
        return webhooks.find(caller.organization(), idInPath(id))
                .map(row -> IfMatch.tagged(
                        Answer.ok(json -> WebhookJson.write(json, row)),
                        row.webhook().version()))
                .switchIfEmpty(Mono.error(WebhookController::notFound));
    }

    private static Cursor place(Counted row) {
        return new Cursor(row.webhook().createdAt(), row.webhook().id().value());
    }

    private static WebhookId idInPath(String id) {
        return new WebhookId(PathId.of("webhook", id));
    }

    private static RuntimeException notFound() {
        return Problem.notFound("There is no webhook with this id.").toException();
    }
}
