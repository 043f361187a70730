package dev.postrider.api.audit;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.audit.AuditLog.Entry;
import dev.postrider.api.audit.AuditLog.Filter;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.OrganizationId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** The audit log over REST: an administrator reads the organization's own, a platform administrator all of it. */
@RestController
@RequestMapping("/api/v1/audit-log")
class AuditController {
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor", "actor", "action", "subject", "from", "to");
    private static final Set<String> ACTIONS =
            Arrays.stream(AuditAction.values()).map(AuditAction::text).collect(Collectors.toUnmodifiableSet());

    private final AuditLog log;

    AuditController(AuditLog log) {
        this.log = log;
    }

    @GetMapping
    @TakesQuery
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.ADMIN) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        int limit = query.limit();
        Optional<Cursor> cursor = TimeRange.listed(query.cursor(), Cursor::at, errors);
        Filter filter = new Filter(
                organization(caller, request),
                query.text("actor"),
                query.choice("action", ACTIONS).flatMap(AuditAction::of),
                query.text("subject"),
                TimeRange.read(query, errors));
        errors.throwIfAny();
        return log.list(filter, cursor, limit + 1)
                .collectList()
                .map(rows -> Page.of(rows, limit, OptionalLong.empty()))
                .map(page -> Answer.ok(
                        json -> page.write(json, AuditController::write, entry -> new Cursor(entry.at(), entry.id()))));
    }

    /** A platform administrator who names no organization reads of all of them, and of what was done to everyone. */
    private static Optional<OrganizationId> organization(Caller caller, ServerHttpRequest request) {
        boolean all = caller.isPlatformAdmin() && request.getHeaders().getFirst(Caller.ORGANIZATION_HEADER) == null;
        return all ? Optional.empty() : Optional.of(caller.organization());
    }

    private static void write(JsonGenerator json, Entry entry) {
        json.writeStartObject();
        json.writeStringProperty("id", entry.id().toString());
        json.writeStringProperty("at", entry.at().toString());
        json.writeStringProperty("organization_id", entry.organization());
        json.writeObjectPropertyStart("actor");
        json.writeStringProperty("kind", entry.actorKind());
        json.writeStringProperty("name", entry.actor());
        json.writeStringProperty("id", entry.actorId());
        json.writeEndObject();
        json.writeStringProperty("action", entry.action());
        json.writeStringProperty("subject", entry.subject());
        json.writeName("changes");
        json.writeRawValue(entry.changes());
        json.writeStringProperty("request_id", entry.requestId());
        json.writeStringProperty("address", entry.address());
        json.writeEndObject();
    }
}
