package dev.postrider.api.openapi;

import dev.postrider.api.openapi.ApiDocument.Operation;
import dev.postrider.common.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Judges answers by the OpenAPI document: the status and the media type must be there, and the body must fit. */
final class AnswerSchemas {
    private final ApiDocument document;
    private final ClosedSchemas schemas;

    AnswerSchemas(ApiDocument document) {
        this.document = document;
        this.schemas = new ClosedSchemas(document.root());
    }

    /** What is wrong with an answer; empty for nothing. */
    List<String> faults(Operation operation, int status, @Nullable MediaType type, byte @Nullable [] body) {
        JsonNode answer =
                document.resolved(operation.node().required("responses").path(Integer.toString(status)));
        if (answer.isMissingNode()) {
            return List.of("the document has no answer " + status);
        }
        if (type == null) {
            return answer.has("content") ? List.of("the answer " + status + " has no body") : List.of();
        }
        JsonNode content = answer.path("content").path(type.getType() + "/" + type.getSubtype());
        if (content.isMissingNode()) {
            return List.of("the document has no answer " + status + " as " + type);
        }
        return type.getSubtype().endsWith("json") && body != null
                ? schemas.faults(content.required("schema"), Json.tree(body))
                : List.of();
    }

    /** How a value does not fit one of the document's schemas. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return schemas.faults(schema, value);
    }
}
