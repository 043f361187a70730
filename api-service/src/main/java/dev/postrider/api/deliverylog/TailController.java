package dev.postrider.api.deliverylog;

import dev.postrider.api.access.Authentication;
import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.ProblemException;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What happens to deliveries as it happens, as server-sent events. */
@RestController
class TailController {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** A key or token that is not valid any more is found out so late. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Tails tails;
    private final Authentication authentication;

    TailController(Tails tails, Authentication authentication) {
        this.tails = tails;
        this.authentication = authentication;
    }

    @GetMapping("/api/v1/deliveries/tail")
    @TakesQuery
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> tail(
            @Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        Set<String> parameters = new HashSet<>(DeliveryFilter.PARAMETERS);
        parameters.removeAll(Set.of("limit", "cursor", "from", "to"));
        FieldErrors errors = new FieldErrors();
        DeliveryFilter filter = DeliveryFilter.read(
                caller.organization(), new Query(request.getQueryParams(), parameters, errors), errors);
        Optional<TailPosition> from = Optional.ofNullable(request.getHeaders().getFirst(LAST_EVENT_ID))
                .filter(text -> !text.isEmpty())
                .flatMap(text -> Optional.ofNullable(errors.check(LAST_EVENT_ID, () -> TailPosition.parse(text))));
        errors.throwIfAny();
        Tail tail = new Tail(filter, from);
        return Mono.fromCallable(() -> {
            tails.join(caller.organization(), tail);
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(events(caller, request, tail));
        });
    }

    private Flux<ServerSentEvent<String>> events(Caller caller, ServerHttpRequest request, Tail tail) {
        return Flux.using(() -> watch(caller, request, tail), _ -> tail.events(), Disposable::dispose)
                .doFinally(_ -> tails.leave(tail));
    }

    /** Ends the tail when its key or token does not let the caller in any more; while nobody knows, it goes on. */
    private Disposable watch(Caller caller, ServerHttpRequest request, Tail tail) {
        return Flux.interval(ASK_AGAIN)
                .onBackpressureDrop()
                .concatMap(
                        _ -> authentication
                                .again(request, caller)
                                .then()
                                .onErrorResume(TailController::isTrouble, _ -> Mono.empty()),
                        0)
                .subscribe(_ -> {}, _ -> tail.end("the key or token is not valid any more"));
    }

    private static boolean isTrouble(Throwable error) {
        return !(error instanceof ProblemException refused)
                || refused.problem().status().is5xxServerError();
    }
}
