package dev.postrider.api.web;

import java.util.UUID;

/** Ids in paths. */
public final class PathId {
    private static final int LENGTH = 36;

    private PathId() {}

    /**
     * The id in a path.
     *
     * @param what its kind, such as {@code webhook}
     * @throws ProblemException 404, where the text cannot be an id at all
     */
    public static UUID of(String what, String text) {
        try {
            return uuid(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("There is no " + what + " with this id.").toException();
        }
    }

    static UUID uuid(String text) {
        // UUID.fromString also takes shortened groups such as 1-1-1-1-1.
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException("must be a UUID of 36 characters");
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a UUID of 36 characters", e);
        }
    }
}
