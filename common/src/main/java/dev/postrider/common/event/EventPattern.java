package dev.postrider.common.event;

/** Which event types a webhook wants: one exact type, {@code *} for all, or a prefix such as {@code user.*}. */
public sealed interface EventPattern {
    /** Matches every event type but Postrider's own operational ones. */
    record All() implements EventPattern {
        @Override
        public boolean matches(EventType type) {
            return !type.isOperational();
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** Matches one event type. */
    record Exact(EventType type) implements EventPattern {
        @Override
        public boolean matches(EventType candidate) {
            return type.equals(candidate);
        }

        @Override
        public String toString() {
            return type.value();
        }
    }

    /**
     * Matches every event type below a prefix, at any depth: {@code user.*} matches {@code user.a} and {@code user.a.b}.
     *
     * @param prefix with its closing dot, such as {@code user.}
     */
    record Prefix(String prefix) implements EventPattern {
        @Override
        public boolean matches(EventType type) {
            return type.value().length() > prefix.length() && type.value().startsWith(prefix);
        }

        @Override
        public String toString() {
            return prefix + "*";
        }
    }

    boolean matches(EventType type);

    /**
     * Reads a pattern as a user writes it.
     *
     * @throws IllegalArgumentException with a message fit for a user, if it is none of the three forms
     */
    static EventPattern parse(String text) {
        if (text.equals("*")) {
            return new All();
        }
        if (text.endsWith(".*") && text.length() > 2) {
            String prefix = text.substring(0, text.length() - 1);
            requireType(prefix, text);
            return new Prefix(prefix);
        }
        return new Exact(requireType(text, text));
    }

    private static EventType requireType(String type, String text) {
        try {
            return new EventType(type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an event type, '*', or a prefix such as 'user.*'", e);
        }
    }
}
