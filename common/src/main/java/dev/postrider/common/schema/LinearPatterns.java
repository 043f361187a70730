package dev.postrider.common.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of a schema, matched in time that grows with the text and never with its square. So there are no
 * back references and no looking around, which need more. Each match takes its steps from the effort of the validation that is
 * under way in its thread; where none is left it does not match, and the effort says so.
 */
final class LinearPatterns implements RegularExpressionFactory {
    static final int MAX_LENGTH = 500;

    /** Instructions of a compiled expression, each of which may look at every character. */
    static final int MAX_SIZE = 2_000;

    private static final ThreadLocal<Effort> UNDER_WAY = new ThreadLocal<>();

    /** Does something whose matches in this thread spend this effort. */
    static void spending(Effort effort, Runnable work) {
        UNDER_WAY.set(effort);
        try {
            work.run();
        } finally {
            UNDER_WAY.remove();
        }
    }

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = compile(regex);
        return text -> matches(pattern, text);
    }

    private static boolean matches(Pattern pattern, String text) {
        Effort effort = UNDER_WAY.get();
        if (effort == null) {
            // Whoever reads schemas matches their own words only.
            return pattern.matcher(text).find();
        }
        if (effort.isSpent()) {
            return false;
        }
        try {
            return pattern.matcher(new Counted(text, pattern.programSize(), effort))
                    .find();
        } catch (Effort.Spent e) {
            return false;
        }
    }

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the expression is not taken
     */
    static Pattern compile(String regex) {
        if (regex.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is a regular expression of " + regex.length() + " characters, at most "
                    + MAX_LENGTH + " are taken");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(translated(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression that is taken (" + e.getDescription()
                            + "); back references and looking ahead or behind are not",
                    e);
        }
        if (pattern.programSize() > MAX_SIZE) {
            throw new IllegalArgumentException("is a regular expression whose repetitions are too large: "
                    + pattern.programSize() + " steps, at most " + MAX_SIZE + " are taken");
        }
        return pattern;
    }

    /** ECMA-262 writes a character by its number as {@code \}{@code u0041}, RE2 as {@code \x{0041}}. */
    private static String translated(String regex) {
        return regex.replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\u([0-9a-fA-F]{4})", "$1\\\\x{$2}");
    }

    /** A text each of whose characters costs something to look at. */
    private record Counted(String text, int cost, Effort effort) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            effort.spend(cost);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
