package dev.postrider.egress.connection;

import java.io.IOException;

/** What came is not a proper answer; the message says in which way, for the webhook's owner. */
public final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String message) {
        super(message);
    }
}
