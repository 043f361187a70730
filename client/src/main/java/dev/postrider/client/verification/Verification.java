package dev.postrider.client.verification;

import java.time.Instant;

/** What a verification comes to. */
public sealed interface Verification {
    /**
     * The request was made by a holder of the key.
     *
     * @param messageId the delivery, the same on every attempt: do each one once
     * @param sentAt when this attempt was made, in whole seconds
     */
    record Genuine(String messageId, Instant sentAt) implements Verification {}

    /** The request must not be believed. Answer with a 4xx and do nothing. */
    record Refused(Reason reason) implements Verification {}

    /** Why a request is refused. */
    enum Reason {
        /** The id, the timestamp or the signature is missing: this is no delivery, or another way of signing. */
        HEADER_MISSING,
        /** The timestamp is no number of seconds, or the signatures are more than anyone sends. */
        HEADER_MALFORMED,
        /** The timestamp is too far from now: a request of long ago that somebody sends again, or a wrong clock. */
        OUTSIDE_TOLERANCE,
        /** No signature fits a key: another secret, or bytes that are not those that were signed. */
        NO_SIGNATURE_FITS
    }
}
