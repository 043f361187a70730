package dev.postrider.api.openapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes of a sound request one that nobody should send. The same random numbers make the same requests. */
final class Wild {
    private static final String MARK = "@wild@";

    /** JSON values of the wrong type, size or text, also such as no mapper would write. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "-0.0",
            "0.1e-999",
            "9".repeat(2_000),
            "\"\"",
            "\" \"",
            "\"***\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\\ufeff\\u0085\"",
            "\"💥é漢\"",
            "\"%00%ff\"",
            "\"'; DROP TABLE webhooks; --\"",
            "\"http://[::1\"",
            "\"https://user:pass@example.com:99999/\\\\..\"",
            "\"2026-02-30T25:61:61Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"" + "x".repeat(5_000) + "\"",
            "\"" + "💥".repeat(300) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[[[[[]]]]]]",
            "{\"a\":{\"a\":{\"a\":1}}}",
            "{\"\":null}",
            "[" + "1,".repeat(1_500) + "1]",
            "[".repeat(150) + "]".repeat(150));

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/json",
            "application/json",
            "application/merge-patch+json",
            "application/json;charset=utf-16",
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "nonsense",
            "*/*",
            "application/json; charset=\"nonsense\"");

    private static final List<String> SEGMENTS = List.of(
            "%00",
            "%ff",
            "%ED%A0%80",
            "%F0%9F%92%A5",
            "..%2F..%2Fetc",
            "%2e%2e",
            "a%20b",
            ";a=b",
            "%7Bid%7D",
            "0",
            "-1",
            "null",
            "1-1-1-1-1",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "ffffffff-ffff-8fff-bfff-ffffffffffff",
            "x".repeat(3_000),
            "%27%3B--");

    private final RandomGenerator random;

    Wild(RandomGenerator random) {
        this.random = random;
    }

    /** A body of bytes, and what it is said to be. */
    static final class Body {
        private final byte[] bytes;
        private final String type;

        Body(byte[] bytes, String type) {
            this.bytes = bytes;
            this.type = type;
        }

        byte[] bytes() {
            return bytes;
        }

        String type() {
            return type;
        }
    }

    /** Something like this body. */
    Body body(JsonNode sound) {
        String type = oneOf(TYPES);
        return switch (random.nextInt(12)) {
            case 0 -> new Body(new byte[0], type);
            case 1 -> new Body(noise(), type);
            case 2 -> new Body(sound.toString().getBytes(StandardCharsets.UTF_16), type);
            case 3 ->
                text(
                        sound.toString()
                                .substring(0, random.nextInt(sound.toString().length())),
                        type);
            case 4 -> text(oneOf(VALUES), "application/json");
            case 5 -> text("[".repeat(30_000), "application/json");
            case 6 ->
                text("{\"a\":\"" + "x".repeat(random.nextBoolean() ? 70_000 : 300_000) + "\"}", "application/json");
            case 7 -> text(twice(sound), "application/json");
            default -> text(changed(sound), "application/json");
        };
    }

    /** A query of these parameters and others. */
    String query(List<String> names) {
        StringBuilder query = new StringBuilder("?");
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            String name = names.isEmpty() || random.nextInt(5) == 0 ? oneOf(SEGMENTS) : oneOf(names);
            query.append(name).append('=').append(oneOf(SEGMENTS)).append(random.nextInt(8) == 0 ? "&&" : "&");
        }
        return query.toString();
    }

    /** A segment of a path. */
    String segment() {
        return oneOf(SEGMENTS);
    }

    /** The value of a header. */
    String header() {
        return oneOf(
                List.of("", "0", "-1", "99999999999999999999", "é\u00ff", "default", "x".repeat(300), "a,b", "\"\""));
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private Body text(String text, String type) {
        return new Body(text.getBytes(StandardCharsets.UTF_8), type);
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(1, 400)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** With another value somewhere, or one entry more. */
    private String changed(JsonNode sound) {
        JsonNode copy = sound.deepCopy();
        List<JsonNode> containers = new ArrayList<>();
        collect(copy, containers);
        if (containers.isEmpty()) {
            return oneOf(VALUES);
        }
        switch (oneOf(containers)) {
            case ObjectNode object -> {
                List<String> names = List.copyOf(object.propertyNames());
                object.put(names.isEmpty() || oneIn(6) ? "zz_" + random.nextInt() : oneOf(names), MARK);
            }
            case ArrayNode array -> {
                if (array.isEmpty() || oneIn(4)) {
                    array.add(MARK);
                } else {
                    array.set(random.nextInt(array.size()), JsonNodeFactory.instance.stringNode(MARK));
                }
            }
            default -> throw new AssertionError("no container");
        }
        return copy.toString().replace("\"" + MARK + "\"", oneOf(VALUES));
    }

    /** With a name that is there twice. */
    private String twice(JsonNode sound) {
        List<String> names = List.copyOf(sound.propertyNames());
        String name = names.isEmpty() ? "a" : oneOf(names);
        String text = sound.toString();
        return text.substring(0, text.length() - 1) + (names.isEmpty() ? "\"a\":1," : ",") + "\"" + name + "\":"
                + oneOf(VALUES) + "}";
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
