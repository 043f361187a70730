package dev.postrider.client.verification;

/** Thrown for a request that is refused, where the caller prefers that to a value. */
public final class NotGenuineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Verification.Reason reason;

    NotGenuineException(Verification.Reason reason) {
        super("the request is not a genuine delivery: " + reason);
        this.reason = reason;
    }

    public Verification.Reason reason() {
        return reason;
    }
}
