package dev.postrider.common.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;

/** One JSON value as its author wrote it, byte for byte, in UTF-8. Its content is never parsed again or printed. */
public final class RawJson {
    private final byte[] bytes;

    private RawJson(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of a slice that is known to be one JSON value. */
    public static RawJson copyOf(byte[] source, int from, int to) {
        return new RawJson(Arrays.copyOfRange(source, from, to));
    }

    /**
     * Takes a copy of the value that a parser stands on and moves it to the value's last token.
     *
     * @param source what the parser reads, from its first byte
     * @throws StreamReadException if the value is not UTF-8 to the letter; the parser itself lets some of it pass
     */
    public static RawJson current(JsonParser parser, byte[] source) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        // Scalars are read lazily: without this the parser still stands at their first byte.
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(source, from, to - from));
        } catch (CharacterCodingException e) {
            throw new StreamReadException(parser, "not UTF-8", e);
        }
        return copyOf(source, from, to);
    }

    public static RawJson of(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy; they must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The JSON text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson raw && Arrays.equals(bytes, raw.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The length only: payloads do not belong in logs. */
    @Override
    public String toString() {
        return "RawJson[" + bytes.length + " bytes]";
    }
}
