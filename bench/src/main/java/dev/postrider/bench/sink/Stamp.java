package dev.postrider.bench.sink;

import org.jspecify.annotations.Nullable;

/**
 * What an event's id tells the sink: when the event was meant to be sent, and its number. The id stands at the very start of
 * the body, so that the sink need not look for it.
 *
 * @param intendedNanos by {@link System#nanoTime}, which all processes of one Linux machine share; 0 where nobody measures
 */
public record Stamp(long intendedNanos, long number) {
    static final String BODY_START = "{\"id\":\"t";

    /** The event id that carries it. */
    public String eventId() {
        return "t" + intendedNanos + "." + number;
    }

    /** Reads it from the start of a body; null where there is none. */
    static @Nullable Stamp read(ByteReader body) {
        for (int i = 0; i < BODY_START.length(); i++) {
            if (body.next() != BODY_START.charAt(i)) {
                return null;
            }
        }
        long intended = body.number('.');
        long number = body.number('"');
        return intended < 0 || number < 0 ? null : new Stamp(intended, number);
    }
}
