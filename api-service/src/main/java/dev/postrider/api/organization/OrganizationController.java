package dev.postrider.api.organization;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.id.OrganizationId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Organizations over REST, for platform administrators; an administrator sees the own one. */
@RestController
@RequestMapping("/api/v1/organizations")
class OrganizationController {
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
                .map(body -> new OrganizationForm(body).created(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .flatMap(organization -> changes.create(caller, organization)
                        .flatMap(isNew -> isNew ? published(organization) : Mono.error(taken(organization))))
                .map(organization -> Answer.created(
                        "/api/v1/organizations/" + organization.id(),
                        json -> OrganizationJson.write(json, organization)));
    }

    @GetMapping
    @TakesQuery
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
                        OrganizationJson::write,
                        organization -> organization.id().value())));
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<byte[]>> get(@Authorized(Role.ADMIN) Caller caller, @PathVariable String id) {
        return Mono.defer(() -> organizations.find(OrganizationPath.of(caller, id)))
                .map(organization -> Answer.ok(json -> OrganizationJson.write(json, organization)))
                .switchIfEmpty(Mono.error(OrganizationPath::notFound));
    }

    /** Most of it is what the organization is held to, so its administrators cannot change that themselves. */
    @PatchMapping("/{id}")
    Mono<ResponseEntity<byte[]>> patch(
            @Authorized(Role.ADMIN) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(OrganizationForm::new)
                .flatMap(form -> {
                    OrganizationId organization = OrganizationPath.of(caller, id);
                    allow(caller, form);
                    return changes.change(caller, organization, form::changed);
                })
                .flatMap(changed -> changed.published() ? Mono.just(changed) : acknowledged(changed))
                .map(organization -> Answer.ok(json -> OrganizationJson.write(json, organization)))
                .switchIfEmpty(Mono.error(OrganizationPath::notFound));
    }

    private static void allow(Caller caller, OrganizationForm form) {
        List<FieldError> beyond = form.beyondItsAdministrators().stream()
                .map(name -> new FieldError(name, "is for platform administrators to change"))
                .toList();
        if (!caller.isPlatformAdmin() && !beyond.isEmpty()) {
            throw Problem.forbidden(beyond).toException();
        }
    }

    private Mono<Organization> acknowledged(Organization changed) {
        return published(changed)
                .filter(Organization::published)
                .switchIfEmpty(Mono.error(() -> Problem.unavailable(
                                "The organization is changed, but Kafka does not answer,"
                                        + " so events and deliveries may go as before for now. Repeat the request to know when not.")
                        .toException()));
    }

    private Mono<Organization> published(Organization organization) {
        return publications
                .publish(publisher, OrganizationPublisher.key(organization.id()))
                .map(organization::withPublished);
    }

    private static RuntimeException taken(Organization organization) {
        return Problem.conflict("There is an organization " + organization.id() + " already.")
                .toException();
    }
}
