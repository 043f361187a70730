package dev.postrider.api.rejected;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.event.RejectionReason;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Rejected events over REST. */
@RestController
@RequestMapping("/api/v1/rejected-events")
class RejectedEventController {
    private static final Set<String> PARAMETERS =
            Set.of("reason", "topic", "event_type", "status", "from", "to", "unassigned", "limit", "cursor");
    private static final Set<String> REASONS =
            Arrays.stream(RejectionReason.values()).map(RejectionReason::text).collect(Collectors.toSet());

    /** Publishing judges the size of an event; this bounds what is read. */
    private static final DataSize MAX_BODY = DataSize.ofMegabytes(1);

    private final RejectedEvents rejected;
    private final Resubmission resubmission;

    RejectedEventController(RejectedEvents rejected, Resubmission resubmission) {
        this.rejected = rejected;
        this.resubmission = resubmission;
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        boolean unassigned = query.flag("unassigned").orElse(false);
        var filter = new RejectedEvents.Filter(
                caller,
                unassigned,
                query.choice("reason", REASONS),
                query.text("topic"),
                query.text("event_type"),
                query.choice("status", RejectedStatus.names()),
                TimeRange.read(query, errors),
                TimeRange.listed(query.cursor(), Cursor::at, errors),
                query.limit());
        errors.throwIfAny();
        if (unassigned && !caller.isPlatformAdmin()) {
            throw Problem.forbidden("unassigned", "needs the platform administrator's key")
                    .toException();
        }
        return rejected.list(filter)
                .collectList()
                .map(rows -> Page.of(rows, filter.limit(), OptionalLong.empty()))
                .map(page -> Answer.ok(
                        json -> page.write(json, (generator, row) -> row.write(generator), RejectedEvent::cursor)));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.VIEWER) Caller caller, @PathVariable String id) {
        return Mono.defer(() -> rejected.find(caller, PathId.of("rejected event", id)))
                .map(whole -> Answer.ok(json -> whole.event().write(json, whole.payload())))
                .switchIfEmpty(Mono.error(RejectedEventController::notFound));
    }

    @PostMapping("/{id}/resubmit")
    Mono<ResponseEntity<byte[]>> resubmit(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return BodyReader.read(request, MAX_BODY)
                .flatMap(body -> resubmission.resubmit(caller, PathId.of("rejected event", id), body))
                .map(row -> Answer.of(HttpStatus.ACCEPTED, row::write))
                .switchIfEmpty(Mono.error(RejectedEventController::notFound));
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<byte[]>> dismiss(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> resubmission.dismiss(caller, PathId.of("rejected event", id))))
                .map(_ -> Answer.noContent())
                .switchIfEmpty(Mono.error(RejectedEventController::notFound));
    }

    private static ProblemException notFound() {
        return Problem.notFound("There is no rejected event with this id (any more).")
                .toException();
    }
}
