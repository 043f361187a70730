package dev.postrider.api.web;

import dev.postrider.common.id.EventId;
import java.util.Optional;
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

    /** The id of an event in a path; empty where the text can be none, so that there is no such event. */
    public static Optional<EventId> event(String text) {
        try {
            return Optional.of(new EventId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
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
