package dev.postrider.api.eventtype;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The catalogue of event types over REST. */
@RestController
class EventTypeController {
    private static final String CATALOGUE = "event-catalogue.json";

    private final ResponseEntity<byte[]> answer;

    EventTypeController() {
        JsonNode events = catalogue();
        this.answer = Answer.ok(json -> {
            json.writeStartObject();
            json.writeName("events");
            json.writeRawValue(events.toString());
            json.writeEndObject();
        });
    }

    @GetMapping("/api/v1/webhooks/events/available")
    ResponseEntity<byte[]> available(@Authorized(Role.VIEWER) Caller caller) {
        return answer;
    }

    /** Read as a tree at start, so that a catalogue that is no JSON stops the start and not the readers. */
    private static JsonNode catalogue() {
        try (InputStream in =
                Objects.requireNonNull(EventTypeController.class.getResourceAsStream(CATALOGUE), CATALOGUE)) {
            return Json.tree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue of event types cannot be read", e);
        }
    }
}
