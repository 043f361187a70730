package dev.postrider.embedded;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says why the broker or the database did not start: its message is one line that names the thing and the way out, fit to
 * be shown to a user as it is. The cause, where there is one, is for the log.
 */
public final class EmbeddedStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was in the way. */
    public enum Reason {
        /** Another program listens on the configured port. */
        PORT_TAKEN,
        /** Another running process owns the data folder. */
        FOLDER_IN_USE,
        /** The data folder holds something else, or something damaged or of another version. */
        FOLDER_UNUSABLE,
        /** This machine lacks something: binaries for its platform, rights. */
        UNSUPPORTED_MACHINE,
        /** Anything else; the message quotes what was said. */
        FAILED
    }

    private final Reason reason;

    EmbeddedStartException(Reason reason, String message, @Nullable Throwable cause) {
        super(message.lines().findFirst().orElse(message), cause);
        this.reason = reason;
    }

    /** What was in the way. */
    public Reason reason() {
        return reason;
    }

    static EmbeddedStartException cannotListen(String what, String host, int port, String setting, IOException cause) {
        boolean taken = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        return new EmbeddedStartException(
                taken ? Reason.PORT_TAKEN : Reason.FAILED,
                "%s cannot listen on %s:%d: %s. Set %s to a free port."
                        .formatted(
                                what,
                                host,
                                port,
                                taken ? "the port is taken by another program" : rootMessage(cause),
                                setting),
                cause);
    }

    static EmbeddedStartException folderInUse(String what, Path folder, @Nullable Throwable cause) {
        return new EmbeddedStartException(
                Reason.FOLDER_IN_USE,
                "The %s data folder %s is in use by another running process. Stop it, or choose another data folder."
                        .formatted(what, folder),
                cause);
    }

    static EmbeddedStartException folderUnusable(String what, Path folder, String why, @Nullable Throwable cause) {
        return new EmbeddedStartException(
                Reason.FOLDER_UNUSABLE,
                "The %s data folder %s cannot be used: %s. Move it away to start empty, or choose another data folder."
                        .formatted(what, folder, oneLine(why)),
                cause);
    }

    static EmbeddedStartException failed(String what, Path folder, Throwable cause) {
        return new EmbeddedStartException(
                Reason.FAILED,
                "%s did not start on the data folder %s: %s".formatted(what, folder, rootMessage(cause)),
                cause);
    }

    /** The innermost message of a chain of causes, in one line: the outer ones say where, the innermost says what. */
    static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        // A bare word ("null", a path) says nothing without the kind of error; a sentence does.
        return message != null && message.strip().contains(" ")
                ? oneLine(message)
                : root.getClass().getSimpleName() + ": " + message;
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
