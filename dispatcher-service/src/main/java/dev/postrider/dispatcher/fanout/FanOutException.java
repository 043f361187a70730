package dev.postrider.dispatcher.fanout;

/** A batch could not be fanned out for a reason that passes; it is repeated with the same delivery ids. */
public final class FanOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FanOutException(String message) {
        super(message);
    }

    FanOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
