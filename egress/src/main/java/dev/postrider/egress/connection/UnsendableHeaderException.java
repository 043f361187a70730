package dev.postrider.egress.connection;

import java.io.IOException;

/** A header of the request that HTTP forbids or that the connection sets itself. */
public final class UnsendableHeaderException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsendableHeaderException(String message) {
        super(message);
    }
}
