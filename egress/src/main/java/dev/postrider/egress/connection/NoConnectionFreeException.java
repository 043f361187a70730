package dev.postrider.egress.connection;

import java.io.IOException;

/** All connections that the limits allow are busy. */
public final class NoConnectionFreeException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoConnectionFreeException() {
        super("no connection is free");
    }
}
