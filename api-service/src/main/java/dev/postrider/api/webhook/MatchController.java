package dev.postrider.api.webhook;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.eventtype.Judging;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.webhook.Match;
import dev.postrider.common.webhook.WebhookState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/**
 * Who would get an event, and why, without publishing it. By the rule of fan-out, on the webhooks as they are now; an event that
 * would be refused is refused here too.
 */
@RestController
class MatchController {
    private static final String DATA = "data";
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private static final RawJson NOTHING = RawJson.of("null");

    private final WebhookList list;
    private final Judging types;

    MatchController(WebhookList list, Judging types) {
        this.list = list;
        this.types = types;
    }

    /** The event that is asked about, with the data that may be left out. */
    private record Asked(EventType type, @Nullable RawJson data) {}

    @PostMapping("/api/v1/webhooks/match")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> match(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        var filter = new WebhookList.Filter(query.limit(), query.cursor(), Optional.empty(), Optional.empty());
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> asked(body, errors))
                .flatMap(asked -> types.of(caller.organization(), () -> judged(caller.organization(), asked)))
                .flatMap(type -> list.page(caller.organization(), filter)
                        .zipWith(list.isEverythingPaused(caller.organization()))
                        .map(found -> Answer.ok(json -> found.getT1()
                                .write(
                                        json,
                                        (out, row) -> write(out, row.webhook(), type, found.getT2()),
                                        MatchController::place))));
    }

    /** Reads the event; what is wrong ends the request, together with what was wrong before. */
    private static Asked asked(byte[] body, FieldErrors errors) {
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(
                Set.of("event", DATA),
                Map.of(
                        "event_type", "is not a known field; use event",
                        "type", "is not a known field; use event",
                        "payload", "is not a known field; use data"));
        fields.requirePresent("event", "an event type, such as \"user.created\"");
        @Nullable String text = fields.text("event", 0, Integer.MAX_VALUE);
        @Nullable EventType type = text == null ? null : errors.check("event", () -> new EventType(text));
        errors.throwIfAny();
        return new Asked(Objects.requireNonNull(type), fields.has(DATA) ? StrictJson.raw(body, DATA) : null);
    }

    /** The type, if the organization takes the event; without data only the type is judged. */
    private EventType judged(OrganizationId organization, Asked asked) {
        try {
            types.require(organization, asked.type(), asked.data() == null ? NOTHING : asked.data());
        } catch (InvalidEventException e) {
            List<FieldError> errors = e.problems().stream()
                    .filter(problem -> asked.data() != null || !problem.field().equals(DATA))
                    .map(problem -> new FieldError(
                            problem.field(),
                            e.reason() == RejectionReason.SCHEMA ? "/" + problem.field() + problem.pointer() : "",
                            problem.message()))
                    .toList();
            if (!errors.isEmpty()) {
                throw Problem.invalid(errors).toException();
            }
        }
        return asked.type();
    }

    private static void write(JsonGenerator json, StoredWebhook webhook, EventType type, boolean everythingPaused) {
        WebhookState state = webhook.state();
        Match match = webhook.match(type);
        json.writeStartObject();
        json.writeStringProperty("webhook_id", webhook.id().toString());
        WebhookJson.writeStanding(json, webhook);
        json.writeBooleanProperty("matches", match.matches());
        MatchJson.writeReason(json, match);
        json.writeName("held");
        if (!match.matches() || !(state.isHeld() || everythingPaused)) {
            json.writeNull();
        } else {
            json.writeString(state == WebhookState.DISABLED ? "disabled" : "paused");
        }
        json.writeEndObject();
    }

    private static Cursor place(Counted row) {
        return new Cursor(row.webhook().createdAt(), row.webhook().id().value());
    }
}
