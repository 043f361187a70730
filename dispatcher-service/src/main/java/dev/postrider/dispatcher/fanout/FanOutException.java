package dev.postrider.dispatcher.fanout;

/** A slice could not be fanned out for a reason that may pass; it is repeated with the same delivery ids. */
final class FanOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FanOutException(String message) {
        super(message);
    }

    FanOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
