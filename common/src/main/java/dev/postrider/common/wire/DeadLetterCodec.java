package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Dead letters: the delivery as it stood before its last attempt, why it was given up, and how that attempt ended. */
public final class DeadLetterCodec {
    private DeadLetterCodec() {}

    /**
     * @param last how the last attempt ended; null for a delivery given up without one
     */
    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics, Delivery delivery, DeadReason reason, @Nullable AttemptOutcome last, Instant diedAt) {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(topics.deadLetter(), delivery);
        WireHeaders headers = WireHeaders.copyOf(record.headers()).put(HeaderNames.REASON, reason.text());
        if (last != null) {
            headers.put(HeaderNames.OUTCOME, last.className()).put(HeaderNames.ERROR, last.error());
        }
        headers.put(HeaderNames.DIED, diedAt);
        if (last instanceof AttemptOutcome.Responded responded) {
            headers.put(HeaderNames.STATUS_CODE, Integer.toString(responded.status()));
        }
        return new ProducerRecord<>(record.topic(), null, null, record.key(), record.value(), headers.headers());
    }
}
