package dev.postrider.common.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one configuration of the JSON parser: strict JSON, no duplicate names in trees, bounded depth and lengths. */
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NUMBER_LENGTH = 1024 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // Numbers in data are passed on as text and never converted.
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private static final JsonMapper TREES = JsonMapper.builder(FACTORY.rebuild()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private Json() {}

    /**
     * A parser over UTF-8 bytes; closing it is the caller's.
     *
     * @throws StreamReadException if the bytes are UTF-16 or UTF-32, which the parser would take too but which have no
     *     byte offsets to cut values by
     */
    public static JsonParser parser(byte[] json) {
        for (int i = 0; i < Math.min(json.length, 4); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xfe || json[i] == (byte) 0xff) {
                throw new StreamReadException("not UTF-8");
            }
        }
        return FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    /**
     * Reads one object of our own making.
     *
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    public static JsonNode tree(byte[] json) {
        return TREES.readTree(json);
    }

    /** Writes one JSON value. */
    public static byte[] write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(generator);
        }
        return out.toByteArray();
    }

    /** A text as a JSON string in UTF-8, with its quotes. */
    public static byte[] quoted(String text) {
        return write(generator -> generator.writeString(text));
    }

    /** The JSON text of one value. */
    public static String writeText(Consumer<JsonGenerator> content) {
        return new String(write(content), StandardCharsets.UTF_8);
    }
}
