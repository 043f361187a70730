package dev.postrider.api.publication;

/** A row of our own that breaks the rules it was written by. */
public final class UnreadableRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableRowException(String message, Throwable cause) {
        super(message, cause);
    }
}
