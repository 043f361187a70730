package dev.postrider.api.organization;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.organization.OrganizationChanges.Change;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.id.OrganizationId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Organizations over REST, for platform administrators; an administrator sees the own one. */
@RestController
@RequestMapping("/api/v1/organizations")
class OrganizationController {
    private static final int MAX_NAME = 255;
    private static final String CHALLENGES = "challenge_webhooks";

    private final Organizations organizations;
    private final OrganizationChanges changes;
    private final OrganizationPublisher publisher;
    private final Publications publications;
    private final InstantSource clock;

    OrganizationController(
            Organizations organizations,
            OrganizationChanges changes,
            OrganizationPublisher publisher,
            Publications publications,
            InstantSource clock) {
        this.organizations = organizations;
        this.changes = changes;
        this.publisher = publisher;
        this.publications = publications;
        this.clock = clock;
    }

    @PostMapping
    Mono<ResponseEntity<byte[]>> create(@Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(this::read)
                .flatMap(organization -> organizations
                        .insert(organization)
                        .flatMap(isNew -> isNew ? published(organization) : Mono.error(taken(organization))))
                .map(organization -> Answer.created(
                        "/api/v1/organizations/" + organization.id(), json -> write(json, organization)));
    }

    @GetMapping
    Mono<ResponseEntity<byte[]>> list(@Authorized(Role.PLATFORM_ADMIN) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), Set.of("limit", "cursor"), errors);
        int limit = query.limit();
        // Ids are the order of this list, so the last one is the place in it.
        Optional<String> after = query.text("cursor");
        errors.throwIfAny();
        return organizations
                .list(after, limit + 1)
                .collectList()
                .map(rows -> Page.of(rows, limit, OptionalLong.empty()))
                .map(page -> Answer.ok(json -> page.writeWith(
                        json,
                        OrganizationController::write,
                        organization -> organization.id().value())));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.ADMIN) Caller caller, @PathVariable String id) {
        return Mono.defer(() -> organizations.find(OrganizationPath.of(caller, id)))
                .map(organization -> Answer.ok(json -> write(json, organization)))
                .switchIfEmpty(Mono.error(OrganizationPath::notFound));
    }

    /** The challenge protects others from the organization's users, so these cannot switch it off themselves. */
    @PatchMapping("/{id}")
    Mono<ResponseEntity<byte[]>> patch(
            @Authorized(Role.PLATFORM_ADMIN) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .flatMap(body -> changes.change(OrganizationPath.of(caller, id), readChange(body)))
                .map(organization -> Answer.ok(json -> write(json, organization)))
                .switchIfEmpty(Mono.error(OrganizationPath::notFound));
    }

    private static Change readChange(byte[] body) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(Set.of("name", CHALLENGES), Map.of("id", "is chosen once; leave it out"));
        Change change = new Change(fields.text("name", 1, MAX_NAME), fields.flag(CHALLENGES));
        errors.throwIfAny();
        return change;
    }

    private Mono<Organization> published(Organization organization) {
        return publications
                .publish(publisher, OrganizationPublisher.key(organization.id()))
                .map(organization::withPublished);
    }

    private Organization read(byte[] body) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(Set.of("id", "name", CHALLENGES), Map.of());
        @Nullable String name = fields.requiredText("name", 1, MAX_NAME);
        @Nullable String idText = fields.text("id", 0, MAX_NAME);
        @Nullable OrganizationId id = idText == null ? null : errors.check("id", () -> new OrganizationId(idText));
        @Nullable Boolean challenges = fields.flag(CHALLENGES);
        errors.throwIfAny();
        return new Organization(
                id != null ? id : generated(),
                Objects.requireNonNull(name),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                false,
                challenges != null && challenges,
                false);
    }

    private static OrganizationId generated() {
        return new OrganizationId("org_" + UUID.randomUUID().toString().replace("-", ""));
    }

    private static RuntimeException taken(Organization organization) {
        return Problem.conflict("There is an organization " + organization.id() + " already.")
                .toException();
    }

    static void write(JsonGenerator json, Organization organization) {
        json.writeStartObject();
        json.writeStringProperty("id", organization.id().value());
        json.writeStringProperty("name", organization.name());
        json.writeStringProperty("status", status(organization));
        json.writeBooleanProperty(CHALLENGES, organization.challengesWebhooks());
        json.writeStringProperty("created_at", organization.createdAt().toString());
        json.writeEndObject();
    }

    private static String status(Organization organization) {
        if (organization.paused()) {
            return "paused";
        }
        return organization.published() ? "active" : "activating";
    }
}
