package dev.postrider.egress.connection;

import java.io.IOException;

/** The other side ended the HTTP/2 stream or connection before the answer; the message names its error code. */
public final class StreamResetException extends IOException {
    private static final long serialVersionUID = 1L;

    StreamResetException(String message) {
        super(message);
    }
}
