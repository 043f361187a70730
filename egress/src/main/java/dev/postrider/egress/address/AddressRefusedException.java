package dev.postrider.egress.address;

import java.io.IOException;

/** The guard forbids every address of a host; carries the guard's reason through the connecting machinery. */
public final class AddressRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String reason) {
        super(reason);
    }
}
