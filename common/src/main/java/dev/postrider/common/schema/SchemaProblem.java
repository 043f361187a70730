package dev.postrider.common.schema;

/**
 * One thing wrong with a schema, or with data that a schema judges.
 *
 * @param pointer where, a JSON pointer (RFC 6901) into the schema or the data; empty for the whole
 * @param message what is wrong, to be read after the place
 */
public record SchemaProblem(String pointer, String message) {
    private static final int MAX_POINTER = 500;
    private static final int MAX_MESSAGE = 300;

    public SchemaProblem {
        pointer = bounded(pointer, MAX_POINTER);
        message = bounded(message, MAX_MESSAGE);
    }

    private static String bounded(String text, int max) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return clean.length() <= max ? clean : clean.substring(0, max) + "…";
    }
}
