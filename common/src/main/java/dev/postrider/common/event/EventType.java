package dev.postrider.common.event;

/** What kind of thing an event says happened, such as {@code user.created}: 1 to 100 of {@code [A-Za-z0-9_.-]}. */
public record EventType(String value) {
    /** How the types of Postrider's own operational events begin. */
    static final String OPERATIONAL_PREFIX = "postrider.";

    private static final int MAX_LENGTH = 100;

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public EventType {
        if (!isValid(value)) {
            throw new IllegalArgumentException("must be 1 to 100 letters, digits, '_', '.' or '-'");
        }
    }

    /** Whether this is one of Postrider's own operational events, which {@code *} does not match. */
    public boolean isOperational() {
        return value.startsWith(OPERATIONAL_PREFIX);
    }

    /** Read with every delivery, so not by a regular expression. */
    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return value;
    }
}
