package dev.postrider.common.wire;

import dev.postrider.common.event.RejectionReason;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * A record that was rejected.
 *
 * @param source where it stood
 * @param text what is wrong with it, for people
 * @param headers its own, and those that tell of the rejection
 * @param value its own; empty where it was too large to be kept
 * @param size of its value
 */
// Read once and written on; never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RejectedRecord(
        LogRecord.Position source,
        RejectionReason reason,
        String text,
        Instant rejectedAt,
        Headers headers,
        byte[] value,
        long size) {
    /** Whether its value is there. */
    public boolean isWhole() {
        return value.length == size;
    }
}
