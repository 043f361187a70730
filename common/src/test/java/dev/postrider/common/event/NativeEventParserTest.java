package dev.postrider.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.event.InvalidEventException.Problem;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeEventParserTest {

    @Test
    void readsEveryField() throws Exception {
        EventDraft draft = parse("""
                {"organization_id":"acme","event":"user.created","id":"e1","timestamp":"2026-01-31T12:00:00+01:00",
                 "metadata":{"a": 1},"deliver_at":"2026-02-01T00:00:00Z","ordering_key":"k","data":{"x":1}}""");

        assertThat(draft.organization()).isEqualTo(new OrganizationId("acme"));
        assertThat(draft.type()).isEqualTo(new EventType("user.created"));
        assertThat(draft.id()).isEqualTo(new EventId("e1"));
        assertThat(draft.timestamp()).isEqualTo("2026-01-31T12:00:00+01:00");
        assertThat(draft.metadata()).extracting(json -> json.text()).isEqualTo("{\"a\": 1}");
        assertThat(draft.deliverAt()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(draft.orderingKey()).isEqualTo("k");
        assertThat(draft.data().text()).isEqualTo("{\"x\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"a\" :\t1.0 ,\n \"b\": 1e2, \"c\": 12345678901234567890 }",
                "1e2",
                "1.0",
                "-0",
                "12345678901234567890",
                "\"\\u00e9\\n\\/ é 😀\"",
                "[1, 2,  3 ]",
                "[]",
                "true",
                "null",
                "\"\"",
                "{\"z\":1,\"a\":2,\"z\":3}",
            })
    void dataKeepsItsBytes(String data) throws Exception {
        assertThat(parse("{\"event\":\"a\",\"data\":" + data + "}").data().text())
                .isEqualTo(data);
        assertThat(parse("{\"data\": \n" + data + "  , \"event\":\"a\"}").data().text())
                .isEqualTo(data);
    }

    @Test
    void dataOfTwoHundredKilobytesKeepsItsBytes() throws Exception {
        String data = "{\"text\":\"" + "é\\\"x ".repeat(40_000) + "\", \"n\": [" + "1.50, ".repeat(9_999) + "2]}";

        assertThat(parse("{\"event\":\"a\",\"data\":" + data + ",\"id\":\"7\"}")
                        .data()
                        .text())
                .isEqualTo(data);
    }

    @Test
    void nativeJsonOfADraftReadsBackToTheSameDraft() throws Exception {
        EventDraft draft = parse("""
                {"organization_id":"acme","event":"user.created","id":"e\\"1","timestamp":"2026-01-31T12:00:00Z",
                 "metadata":{"a": 1},"deliver_at":"2026-02-01T00:00:00Z","ordering_key":"k","data": 1e2 }""");

        assertThat(NativeEventParser.parse(draft.toNativeJson())).isEqualTo(draft);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"data":1}                                  | event        | is missing
            {"event":"a"}                               | data         | is missing
            {"event":7,"data":1}                        | event        | must be a string
            {"event":"a b","data":1}                    | event        | letters, digits
            {"event":"a","data":1,"id":""}              | id           | 1 to 255
            {"event":"a","data":1,"timestamp":"soon"}   | timestamp    | RFC 3339
            {"event":"a","data":1,"deliver_at":"soon"}  | deliver_at   | RFC 3339
            {"event":"a","data":1,"metadata":[]}        | metadata     | JSON object
            {"event":"a","data":1,"ordering_key":""}    | ordering_key | 1 to 255
            {"event":"a","data":1,"id":"\\u0000"}       | id           | control characters
            {"event":"a","data":1,"id":"x\\ud83d"}      | id           | surrogate
            {"event":"a","data":1,"ordering_key":"\\ude00\\ud83d"} | ordering_key | surrogate
            {"event":"a","data":1,"organization_id":"é"}| organization_id | letters, digits
            {"event":"a","data":1,"evnt":"b"}           | evnt         | is not a known field
            {"event":"a","event":"b","data":1}          | event        | is given twice
            """)
    void namesTheFieldThatIsWrong(String json, String field, String message) {
        assertThat(problems(json)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void takesWholeSurrogatePairsInIdAndOrderingKey() throws Exception {
        EventDraft draft = parse("{\"event\":\"a\",\"data\":1,\"id\":\"\\ud83d\\ude00\",\"ordering_key\":\"😀\"}");

        assertThat(draft.id()).isEqualTo(new EventId("😀"));
        assertThat(draft.orderingKey()).isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{\"event\":\"a\",\"data\":{}",
                "{\"event\":\"a\",\"data\":{}} {}",
                "{\"event\":\"a\",\"data\":01}",
                "{\"event\":\"a\",\"data\":{'a':1}}",
                "not json",
            })
    void refusesWhatIsNotOneJsonObject(String json) {
        assertThat(problems(json))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.field()).isEmpty());
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThat(problems("{\"event\":\"\",\"id\":\"\",\"wat\":1}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("event", "data", "id", "wat");
    }

    @Test
    void refusesOtherEncodings() {
        byte[] utf16 = "{\"event\":\"a\",\"data\":1}".getBytes(StandardCharsets.UTF_16BE);

        assertThatThrownBy(() -> NativeEventParser.parse(utf16)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void refusesBrokenUtf8InsideData() {
        byte[] json = "{\"event\":\"a\",\"data\":\"_\"}".getBytes(StandardCharsets.UTF_8);
        json[json.length - 3] = (byte) 0xc3;

        assertThatThrownBy(() -> NativeEventParser.parse(json)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void refusesOverlongAndSurrogateBytesDeepInsideData() {
        for (byte[] bad : new byte[][] {{(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            byte[] json = "{\"event\":\"a\",\"data\":{\"x\":\"___\"}}".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bad, 0, json, json.length - 6, bad.length);

            assertThatThrownBy(() -> NativeEventParser.parse(json)).isInstanceOf(InvalidEventException.class);
        }
    }

    @Test
    void dataMayHoldNumbersOfAnyLength() throws Exception {
        String data = "1".repeat(5_000);

        assertThat(parse("{\"event\":\"a\",\"data\":" + data + "}").data().text())
                .isEqualTo(data);
    }

    @Test
    void namesFromOutsideAreBoundedInMessages() {
        String name = "x".repeat(5_000);

        assertThat(problems("{\"event\":\"a\",\"data\":1,\"" + name + "\":1,\"" + name + "\":2}"))
                .allSatisfy(problem -> assertThat(problem.field().length()).isLessThan(200));
    }

    @Test
    void refusesDepthBeyondTheLimit() {
        String json = "{\"event\":\"a\",\"data\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThat(problems(json)).isNotEmpty();
    }

    private static EventDraft parse(String json) throws InvalidEventException {
        return NativeEventParser.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Problem> problems(String json) {
        try {
            parse(json);
        } catch (InvalidEventException e) {
            return e.problems();
        }
        throw new AssertionError("accepted: " + json);
    }
}
