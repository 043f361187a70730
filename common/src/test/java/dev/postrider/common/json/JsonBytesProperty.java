package dev.postrider.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.id.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by hand is what the JSON library writes. */
class JsonBytesProperty {
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(20260301);

    @Test
    void textsAreEscapedAsTheLibraryDoes() {
        for (int i = 0; i < ROUNDS; i++) {
            String text = text();
            assertThat(new JsonBytes(0).string(text).toByteArray())
                    .as("<%s>", text)
                    .isEqualTo(Json.write(generator -> generator.writeString(text)));
        }
    }

    @Test
    void timesAreWrittenAsTheyPrintThemselves() {
        long from = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long to = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < ROUNDS; i++) {
            Instant moment = Instant.ofEpochSecond(random.nextLong(from, to + 1), nanos());
            assertThat(text(new JsonBytes(0).time(moment))).isEqualTo("\"" + moment + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "2024-02-29T23:59:59.100Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "-0001-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z"
            })
    void momentsAtTheEdgesAreWrittenAsTheyPrintThemselves(String moment) {
        assertThat(text(new JsonBytes(0).time(Instant.parse(moment)))).isEqualTo("\"" + moment + "\"");
    }

    @Test
    void numbersAreWrittenAsTheyPrintThemselves() {
        for (int i = 0; i < ROUNDS; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(text(new JsonBytes(0).number(number))).isEqualTo(Long.toString(number));
        }
        assertThat(text(new JsonBytes(0).number(0))).isEqualTo("0");
        assertThat(text(new JsonBytes(0).number(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
        assertThat(text(new JsonBytes(0).number(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
    }

    @Test
    void idsAreWrittenAsTheyPrintThemselves() {
        for (int i = 0; i < ROUNDS; i++) {
            UUID id = new UUID(random.nextLong() >>> random.nextInt(64), random.nextLong() >>> random.nextInt(64));
            assertThat(text(new JsonBytes(0).uuid(id))).isEqualTo("\"" + id + "\"");
            assertThat(new DeliveryId(id).ascii()).isEqualTo(id.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void oneThatIsKeptWritesTheNextValueAsANewOneDoes() {
        JsonBytes kept = new JsonBytes(0);
        for (int i = 0; i < ROUNDS; i++) {
            Instant moment = Instant.ofEpochSecond(random.nextInt(5) * 86_400L + random.nextInt(86_400), nanos());
            assertThat(text(kept.clear().time(moment))).isEqualTo("\"" + moment + "\"");
        }
    }

    @Test
    void objectsHaveCommasBetweenTheirPropertiesOnly() {
        byte[] known = JsonBytes.encodedName("known");
        JsonBytes json = new JsonBytes(0).startObject();
        json.name(known).startObject().endObject();
        json.name("a\"b").startObject().name(known).number(1).endObject();
        json.name(known).raw(new byte[] {'[', ']'});

        assertThat(text(json.endObject())).isEqualTo("{\"known\":{},\"a\\\"b\":{\"known\":1},\"known\":[]}");
    }

    @Test
    void halfOfASurrogatePairIsNoReasonToFail() {
        assertThat(text(new JsonBytes(0).string("a\ud83d"))).isEqualTo("\"a?\"");
    }

    /** A mixture with what needs escaping at every place, alone and in runs. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(8)) {
                case 0 -> text.append((char) random.nextInt(' '));
                case 1 -> text.append("\"\\/'<&\u007f".charAt(random.nextInt(7)));
                case 2 -> text.append((char) (0x80 + random.nextInt(0x800)));
                case 3 -> text.appendCodePoint(0x1f600 + random.nextInt(50));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }

    private int nanos() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1000;
            default -> random.nextInt(1_000_000_000);
        };
    }

    private static String text(JsonBytes json) {
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
