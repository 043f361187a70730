package dev.postrider.common.event;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/** Says what is wrong with somebody's JSON by place alone: a parser's own message may quote the payload. */
final class JsonErrors {
    private JsonErrors() {}

    static String describe(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return "nested too deeply, or a name or text is too long";
        }
        TokenStreamLocation location = e.getLocation();
        return location == null
                ? "cannot be read"
                : "wrong at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** A field's name from outside, fit for a message: bounded, without control characters. */
    static String printable(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }
}
