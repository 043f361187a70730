package dev.postrider.dispatcher.intake;

import java.time.Duration;

/**
 * The limits of the intake.
 *
 * @param maxAdmitted records of one partition that are received and not complete
 * @param maxAdmittedBytes of their bodies; a poll may exceed it once by what it brings
 * @param commitInterval between two commits
 * @param revokeTimeout how long a revoked partition's deliveries in flight are waited for
 * @param drainTimeout how long deliveries in flight are waited for when stopping
 * @param viewMaxAge nothing starts when the view of webhooks, or of controls, is older
 * @param leaveOnStop whether to leave the consumer group when stopping, although the instance has a stable id
 */
public record IntakeSettings(
        int maxAdmitted,
        long maxAdmittedBytes,
        Duration commitInterval,
        Duration revokeTimeout,
        Duration drainTimeout,
        Duration viewMaxAge,
        boolean leaveOnStop) {
    /** Records that one poll brings at most. */
    public static final int MAX_POLL_RECORDS = 250;
}
