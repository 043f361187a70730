package dev.postrider.api.webhook;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.common.event.EventType;
import dev.postrider.common.webhook.Match;
import dev.postrider.common.webhook.WebhookState;
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

/** Who would get an event, and why, without publishing it. By the rule of fan-out, on the webhooks as they are now. */
@RestController
class MatchController {
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private final WebhookList list;

    MatchController(WebhookList list) {
        this.list = list;
    }

    @PostMapping("/api/v1/webhooks/match")
    Mono<ResponseEntity<byte[]>> match(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), PARAMETERS, errors);
        var filter = new WebhookList.Filter(query.limit(), query.cursor(), Optional.empty(), Optional.empty());
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(body -> type(body, errors))
                .flatMap(type -> list.page(caller.organization(), filter)
                        .zipWith(list.isEverythingPaused(caller.organization()))
                        .map(found -> Answer.ok(json -> found.getT1()
                                .write(
                                        json,
                                        (out, row) -> write(out, row.webhook(), type, found.getT2()),
                                        MatchController::place))));
    }

    /** Reads the event; what is wrong ends the request, together with what was wrong before. */
    private static EventType type(byte[] body, FieldErrors errors) {
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(
                Set.of("event", "data"),
                Map.of(
                        "event_type", "is not a known field; use event",
                        "type", "is not a known field; use event",
                        "payload", "is not a known field; use data"));
        fields.requirePresent("event", "an event type, such as \"user.created\"");
        @Nullable String text = fields.text("event", 0, Integer.MAX_VALUE);
        @Nullable EventType type = text == null ? null : errors.check("event", () -> new EventType(text));
        errors.throwIfAny();
        return Objects.requireNonNull(type);
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
