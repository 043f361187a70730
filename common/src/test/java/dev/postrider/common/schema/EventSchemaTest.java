package dev.postrider.common.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postrider.common.json.RawJson;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What schemas are taken and what they say of data. */
class EventSchemaTest {
    private static final String ORDER = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "properties": {"id": {"type": "integer"}, "email": {"type": "string", "pattern": "^[^@]+@[^@]+$"},
              "items": {"type": "array", "items": {"$ref": "#/$defs/item"}}},
             "required": ["id"], "additionalProperties": false,
             "$defs": {"item": {"type": "object", "properties": {"price": {"type": "number", "minimum": 0}}}}}""";

    @Test
    void dataThatSatisfiesTheSchemaHasNoProblems() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of(ORDER));

        assertThat(schema.problems(RawJson.of("{\"id\":7,\"email\":\"a@b\",\"items\":[{\"price\":1.5}]}")))
                .isEmpty();
    }

    @Test
    void problemsHavePointersIntoTheData() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of(ORDER));

        List<SchemaProblem> problems =
                schema.problems(RawJson.of("{\"id\":\"7\",\"email\":\"ab\",\"items\":[{},{\"price\":-1}],\"x\":0}"));

        assertThat(problems)
                .extracting(SchemaProblem::pointer)
                .containsExactlyInAnyOrder("/id", "/email", "/items/1/price", "");
        assertThat(problems.toString()).contains("integer expected", "'x'");
    }

    @Test
    void noMoreThanTwentyProblemsAreTold() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of("{\"items\":{\"type\":\"string\"}}"));

        assertThat(schema.problems(RawJson.of(IntStream.range(0, 5_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",", "[", "]")))))
                .hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"type\":\"strin\"}|/type|does not have a value in the enumeration",
                "{\"properties\":{\"a\":{\"minLength\":-1}}}|/properties/a/minLength|minimum",
                "{\"$ref\":\"http://169.254.169.254/latest\"}|/$ref|nothing is fetched",
                "{\"properties\":{\"a\":{\"$ref\":\"file:///etc/passwd\"}}}|/properties/a/$ref|nothing is fetched",
                "{\"items\":{\"$dynamicRef\":\"other.json\"}}|/items/$dynamicRef|nothing is fetched",
                "{\"$id\":\"http://169.254.169.254/\",\"$ref\":\"#/x\"}|/$id|is not taken",
                "{\"$schema\":\"http://127.0.0.1/own\"}|/$schema|must be https://json-schema.org",
                "{\"items\":{\"$schema\":\"http://127.0.0.1/own\"}}|/items/$schema|must be https://json-schema.org",
                "{\"$ref\":\"#/$defs/none\"}|/$ref|refers to no schema",
                "{\"x\":{\"$ref\":\"http://127.0.0.1/\"},\"$ref\":\"#/x\"}|/$ref|refers to no schema",
                "{\"$ref\":\"#\"}||never ends",
                "{\"pattern\":\"(?=a)b\"}|/pattern|looking ahead",
                "{\"pattern\":\"(a)\\\\1\"}|/pattern|back references",
                "{\"pattern\":\"((a{100}){100}){100}\"}|/pattern|",
                "{\"patternProperties\":{\"(\":{}}}|/patternProperties/(|",
                "{\"maximum\":1e999999999}|/maximum|too large",
                "{\"a\":1,\"a\":2}||has a name twice",
                "[]||must be a JSON object"
            })
    void schemaThatIsNotTakenIsRefusedWithItsPlace(String schema, String pointer, String message) {
        RefusedSchemaException refused =
                catchThrowableOfType(RefusedSchemaException.class, () -> EventSchema.compile(RawJson.of(schema)));

        assertThat(refused).as(schema).isNotNull();
        assertThat(refused.problems().get(0).pointer()).isEqualTo(pointer == null ? "" : pointer);
        assertThat(refused.getMessage()).contains(message == null ? "" : message);
    }

    @Test
    void circlesBehindOtherKeywordsAreRefused() {
        String schema =
                "{\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/b\"}]},\"b\":{\"not\":{\"$ref\":\"#/$defs/a\"}}}}";

        assertThat(catchThrowableOfType(RefusedSchemaException.class, () -> EventSchema.compile(RawJson.of(schema))))
                .hasMessageContaining("never ends");
    }

    @Test
    void schemaThatRefersToItselfForWhatIsInsideIsTaken() throws Exception {
        EventSchema tree = EventSchema.compile(
                RawJson.of(
                        "{\"type\":\"object\",\"properties\":{\"children\":{\"items\":{\"$ref\":\"#\"}}},\"required\":[\"name\"]}"));

        assertThat(tree.problems(RawJson.of("{\"name\":1,\"children\":[{\"name\":2},{\"children\":[]}]}")))
                .extracting(SchemaProblem::pointer)
                .containsExactly("/children/1");
    }

    @Test
    @Timeout(20)
    void expressionThatBacktracksElsewhereIsMatchedInLinearTime() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of("{\"pattern\":\"^(a+)+$\"}"));

        assertThat(schema.problems(RawJson.of("\"" + "a".repeat(100_000) + "!\"")))
                .hasSize(1);
        assertThat(schema.problems(RawJson.of("\"" + "a".repeat(100_000) + "\"")))
                .isEmpty();
    }

    @Test
    @Timeout(20)
    void whatWouldTakeTooLongCountsAsWrong() throws Exception {
        EventSchema expensive = EventSchema.compile(RawJson.of("{\"pattern\":\"(?:a?){900}b\"}"));
        EventSchema doubling = EventSchema.compile(RawJson.of(
                "{\"$defs\":{\"a\":{\"anyOf\":[{\"items\":{\"$ref\":\"#/$defs/a\"}},{\"items\":{\"$ref\":\"#/$defs/a\"}}],"
                        + "\"type\":\"array\"}},\"$ref\":\"#/$defs/a\"}"));

        assertThat(expensive.problems(RawJson.of("\"" + "a".repeat(100_000) + "\"")))
                .extracting(SchemaProblem::message)
                .allMatch(message -> message.contains("takes too long"))
                .isNotEmpty();
        assertThat(doubling.problems(RawJson.of("[".repeat(60) + "1" + "]".repeat(60))))
                .extracting(SchemaProblem::message)
                .allMatch(message -> message.contains("takes too long"))
                .isNotEmpty();
    }

    @Test
    void numbersThatCannotBeJudgedAreNamed() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of("{\"properties\":{\"a\":{\"multipleOf\":0.01}}}"));

        assertThat(schema.problems(RawJson.of("{\"a\":0.07}"))).isEmpty();
        assertThat(schema.problems(RawJson.of("{\"a\":1e400}")))
                .extracting(SchemaProblem::pointer)
                .containsExactly("/a");
        assertThat(schema.problems(RawJson.of("{\"a\":" + "9".repeat(100_000) + "}")))
                .extracting(SchemaProblem::pointer)
                .containsExactly("/a");
    }

    @Test
    void formatsJudgeNothing() throws Exception {
        EventSchema schema = EventSchema.compile(RawJson.of("{\"format\":\"email\"}"));

        assertThat(schema.problems(RawJson.of("\"no mail\""))).isEmpty();
    }
}
