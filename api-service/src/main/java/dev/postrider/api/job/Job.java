package dev.postrider.api.job;

import dev.postrider.api.deliverylog.Selection;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept.
 *
 * @param selection what it is about
 * @param rate the most deliveries or events in a second; null for as fast as it goes
 * @param place how far it has come; null before its first page
 * @param createdAt also the time before which what it is about must have happened
 * @param error why it failed
 */
record Job(
        UUID id,
        OrganizationId organization,
        JobKind kind,
        Selection selection,
        @Nullable Integer rate,
        JobState state,
        Progress progress,
        @Nullable Place place,
        String createdBy,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    /** A new one. */
    static Job of(
            OrganizationId organization,
            JobKind kind,
            Selection selection,
            @Nullable Integer rate,
            long total,
            String createdBy,
            Instant createdAt) {
        return new Job(
                UUID.randomUUID(),
                organization,
                kind,
                selection,
                rate,
                JobState.RUNNING,
                Progress.of(total),
                null,
                createdBy,
                createdAt,
                null,
                null);
    }
}
