package dev.postrider.api.publish;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Cuts {@code {"events": […]}} into its events, each with its own bytes. */
final class BatchParser {
    private static final String EVENTS = "events";

    private final byte[] json;
    private final int maxEvents;
    private final FieldErrors errors = new FieldErrors();
    private final List<RawJson> events = new ArrayList<>();
    private boolean found;

    private BatchParser(byte[] json, int maxEvents) {
        this.json = json;
        this.maxEvents = maxEvents;
    }

    /** The events, at least one; their content is judged later. */
    static List<RawJson> parse(byte[] json, int maxEvents) {
        BatchParser batch = new BatchParser(json, maxEvents);
        try (JsonParser parser = Json.parser(json)) {
            batch.read(parser);
        } catch (JacksonException e) {
            throw Problem.invalid("", StrictJson.describe(e)).toException();
        }
        return batch.result();
    }

    private void read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            errors.add("", "the body must be a JSON object: {\"events\": […]}");
            errors.throwIfAny();
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (!name.equals(EVENTS)) {
                errors.add(StrictJson.printable(name), "is not a known field; known are: events");
                parser.skipChildren();
            } else if (found) {
                errors.add(EVENTS, "is given twice");
                parser.skipChildren();
            } else {
                found = true;
                readEvents(parser);
            }
        }
        if (parser.nextToken() != null) {
            errors.add("", "the body has something after its JSON object");
        }
    }

    private void readEvents(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            errors.add(EVENTS, "must be a list of events");
            parser.skipChildren();
            return;
        }
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count++;
            if (count <= maxEvents) {
                events.add(RawJson.current(parser, json));
            } else {
                parser.skipChildren();
            }
        }
        if (count == 0 || count > maxEvents) {
            errors.add(EVENTS, "must have 1 to " + maxEvents + " events, has " + count);
        }
    }

    private List<RawJson> result() {
        if (!found) {
            errors.add(EVENTS, "is missing; give a list of events");
        }
        errors.throwIfAny();
        return events;
    }
}
