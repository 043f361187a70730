package dev.postrider.egress.connection;

import java.io.IOException;

/** The certificates or the key of a webhook cannot be used. The message repeats nothing of them. */
public final class UnusableIdentityException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableIdentityException(Throwable cause) {
        super("the webhook's own certificates or key (tls) cannot be used", cause);
    }
}
