package dev.postrider.api.job;

/** Ends a job that cannot go on, with a message for its owner. */
final class JobFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobFailedException(String message) {
        super(message, null, false, false);
    }
}
