package dev.postrider.api.eventtype;

import dev.postrider.api.access.Caller;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.event.EventType;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.schema.EventSchema;
import dev.postrider.common.schema.RefusedSchemaException;
import dev.postrider.common.schema.SchemaProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an event type from a request. */
final class TypeForm {
    private static final Set<String> FIELDS =
            Set.of("event", "category", "description", "schema", "example", "deprecated", "validate");
    private static final Map<String, String> HINTS = Map.of(
            "name", "is not a known field; use event",
            "type", "is not a known field; use event",
            "json_schema", "is not a known field; use schema");
    private static final int MAX_CATEGORY = 100;
    private static final int MAX_DESCRIPTION = 2_000;
    private static final int MAX_EXAMPLE = 16 * 1024;

    private final byte[] body;
    private final FieldErrors errors = new FieldErrors();
    private final Fields fields;

    private TypeForm(byte[] body) {
        this.body = body;
        this.fields = new Fields(StrictJson.object(body), "", errors);
    }

    /**
     * The type that the request describes.
     *
     * @param inPath its name where the path has it; then the body need not
     */
    static StoredType read(byte[] body, Optional<EventType> inPath, Caller caller, Instant now) {
        return new TypeForm(body).read(inPath, caller, now);
    }

    private StoredType read(Optional<EventType> inPath, Caller caller, Instant now) {
        fields.refuseUnknown(FIELDS, HINTS);
        @Nullable EventType type = type(inPath);
        @Nullable String category = fields.text("category", 1, MAX_CATEGORY);
        @Nullable String description = fields.text("description", 0, MAX_DESCRIPTION);
        @Nullable Boolean deprecated = fields.flag("deprecated");
        @Nullable RawJson schema = json("schema");
        @Nullable RawJson example = example();
        boolean validate = validate(schema);
        judge(schema, example);
        errors.throwIfAny();
        EventType named = Objects.requireNonNull(type);
        return new StoredType(
                caller.organization(),
                named,
                category != null ? category : firstPart(named),
                description != null ? description : "",
                schema,
                example,
                deprecated != null && deprecated,
                validate,
                caller.name(),
                now,
                now,
                false);
    }

    private @Nullable EventType type(Optional<EventType> inPath) {
        @Nullable String text = inPath.isPresent() ? fields.text("event", 1, 100) : fields.requiredText("event", 1, 100);
        @Nullable EventType given = text == null ? null : errors.check("event", () -> new EventType(text));
        if (inPath.isPresent()) {
            if (given != null && !given.equals(inPath.get())) {
                fields.error("event", "must be absent or the one in the path");
            }
            given = inPath.get();
        }
        if (given != null && given.isOperational()) {
            fields.error("event", "must not start with 'postrider.': those are Postrider's own");
        }
        return given;
    }

    /** Null, as answers show what is not there, stands for nothing given. */
    private @Nullable RawJson json(String field) {
        return fields.has(field) && !fields.isNull(field) ? StrictJson.raw(body, field) : null;
    }

    private @Nullable RawJson example() {
        @Nullable RawJson example = json("example");
        if (example != null && example.length() > MAX_EXAMPLE) {
            fields.error("example", "is " + example.length() + " bytes, at most " + MAX_EXAMPLE + " are allowed");
        }
        return example;
    }

    private boolean validate(@Nullable RawJson schema) {
        @Nullable String text = fields.text("validate", 0, 10);
        if (text == null) {
            return schema != null;
        }
        if (!text.equals("on") && !text.equals("off")) {
            fields.error("validate", "must be on or off");
        } else if (text.equals("on") && schema == null) {
            fields.error("validate", "needs a schema; give one, or off");
        }
        return text.equals("on");
    }

    private void judge(@Nullable RawJson schema, @Nullable RawJson example) {
        if (schema == null) {
            return;
        }
        try {
            EventSchema compiled = EventSchema.compile(schema);
            if (example != null) {
                add("example", compiled.problems(example));
            }
        } catch (RefusedSchemaException e) {
            add("schema", e.problems());
        }
    }

    private void add(String field, List<SchemaProblem> problems) {
        problems.forEach(problem -> errors.add(field, "/" + field + problem.pointer(), problem.message()));
    }

    private static String firstPart(EventType type) {
        int dot = type.value().indexOf('.');
        return dot > 0 ? type.value().substring(0, dot) : type.value();
    }
}
