package dev.postrider.common.event;

import java.util.regex.Pattern;

/** What kind of thing an event says happened, such as {@code user.created}: 1 to 100 of {@code [A-Za-z0-9_.-]}. */
public record EventType(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public EventType {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("must be 1 to 100 letters, digits, '_', '.' or '-'");
        }
    }

    /** Whether this is one of Postrider's own operational events, which {@code *} does not match. */
    public boolean isOperational() {
        return value.startsWith("postrider.");
    }

    @Override
    public String toString() {
        return value;
    }
}
