package dev.postrider.standalone;

import org.jspecify.annotations.Nullable;

/** Postrider cannot start; the message is one line that tells the user what to change. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
