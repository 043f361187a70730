package dev.postrider.bench.floor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record to post.
 *
 * @param slot the path to post to
 * @param batch the poll that it came with
 */
@SuppressWarnings("ArrayRecordComponent") // Moved, never compared.
record Job(int slot, String key, byte[] body, Batch batch) {
    private static final int SLOT_DIGITS = 8;

    /** The last eight digits of a record's key, a UUID, say where it goes. */
    static Job of(ConsumerRecord<byte[], byte[]> record, Batch batch) {
        String key =
                StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(record.key())).toString();
        int slot = HexFormat.fromHexDigits(key, key.length() - SLOT_DIGITS, key.length());
        return new Job(slot, key, record.value(), batch);
    }
}
