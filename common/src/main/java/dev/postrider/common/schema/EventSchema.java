package dev.postrider.common.schema;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.postrider.common.json.RawJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema (2020-12) that was read and taken. Judging data by it takes bounded time, whatever the schema and the data are, and
 * gives the same result everywhere; what would cost more counts as wrong. {@code format} tells people something and judges nothing,
 * as the dialect has it.
 *
 * <p>Threads may share it.
 */
public final class EventSchema {
    /** The largest schema that is taken, in bytes. */
    public static final int MAX_BYTES = 32 * 1024;

    /** How many problems are told at most. */
    public static final int MAX_PROBLEMS = 20;

    static final long MAX_STEPS = 500_000;
    private static final int MAX_EVALUATION_DEPTH = 400;

    /** Of regular expressions: characters looked at, times the size of the expression. */
    static final long MAX_EFFORT = 20_000_000;

    private static final String TOO_COSTLY = "takes too long to be judged by the schema; make either simpler";

    private static final class MetaSchema {
        static final EventSchema INSTANCE = ofDialect();

        private static EventSchema ofDialect() {
            return new EventSchema(
                    registry(true).getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId())));
        }
    }

    private final Schema schema;

    private EventSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Reads a schema.
     *
     * @throws RefusedSchemaException if it is no schema of the dialect, or has what is not taken
     */
    public static EventSchema compile(RawJson json) throws RefusedSchemaException {
        if (json.length() > MAX_BYTES) {
            throw refused("", "is " + json.length() + " bytes, at most " + MAX_BYTES + " are taken");
        }
        Optional<SchemaProblem> unreadable = JudgedData.problem(json);
        if (unreadable.isPresent()) {
            throw new RefusedSchemaException(List.of(unreadable.get()));
        }
        JsonNode tree;
        try {
            tree = JudgedData.tree(json);
        } catch (JacksonException e) {
            throw refused("", "has a name twice in one object");
        }
        if (!tree.isObject() && !tree.isBoolean()) {
            throw refused("", "must be a JSON object");
        }
        refuse(SchemaScan.problems(tree));
        refuse(MetaSchema.INSTANCE.judge(tree));
        try {
            Schema schema = registry(false).getSchema(tree);
            schema.initializeValidators();
            return new EventSchema(schema);
        } catch (RuntimeException e) {
            // What the scan and the dialect let pass and the validator does not know what to do with.
            throw refused("", "cannot be used");
        }
    }

    /** What is wrong with the data, at most {@link #MAX_PROBLEMS}; empty where it satisfies the schema. */
    public List<SchemaProblem> problems(RawJson data) {
        Optional<SchemaProblem> unreadable = JudgedData.problem(data);
        if (unreadable.isPresent()) {
            return List.of(unreadable.get());
        }
        try {
            return judge(JudgedData.tree(data));
        } catch (JacksonException e) {
            return List.of(new SchemaProblem("", "has a name twice in one object"));
        }
    }

    private List<SchemaProblem> judge(JsonNode tree) {
        Effort effort = new Effort(MAX_EFFORT);
        ExecutionContext context = new BoundedErrors(ExecutionConfig.builder()
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(false)
                .maxEvaluationSteps(MAX_STEPS)
                .maxEvaluationDepth(MAX_EVALUATION_DEPTH)
                .build());
        try {
            LinearPatterns.spending(effort, () -> schema.validate(context, tree));
        } catch (ValidationLimitExceededException e) {
            return List.of(new SchemaProblem("", TOO_COSTLY));
        }
        if (effort.isSpent()) {
            return List.of(new SchemaProblem("", TOO_COSTLY));
        }
        return context.getErrors().stream()
                .limit(MAX_PROBLEMS)
                .map(error -> new SchemaProblem(error.getInstanceLocation().toString(), error.getMessage()))
                .toList();
    }

    private static SchemaRegistry registry(boolean forDialect) {
        return SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .regularExpressionFactory(new LinearPatterns())
                                .pathType(PathType.JSON_POINTER)
                                .locale(Locale.ENGLISH)
                                .formatAssertionsEnabled(false)
                                .build())
                        // Of all addresses only that of the dialect is ever read, from the class path.
                        .schemaLoader(loader -> loader.allow(iri ->
                                forDialect && iri.toString().startsWith("https://json-schema.org/draft/2020-12/"))));
    }

    private static void refuse(List<SchemaProblem> problems) throws RefusedSchemaException {
        if (!problems.isEmpty()) {
            throw new RefusedSchemaException(problems);
        }
    }

    private static RefusedSchemaException refused(String pointer, String message) {
        return new RefusedSchemaException(List.of(new SchemaProblem(pointer, message)));
    }
}
