package dev.postrider.egress.connection;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The forward proxy makes no connection; the message says why, for the webhook's owner. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
