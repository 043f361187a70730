package dev.postrider.common.wire;

import dev.postrider.common.retry.RetryLadder;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Records that wait in a tier: what they are, plus how long they wait and where they return to. The value and all other
 * headers pass through untouched, so the scheduler needs to know nothing of what it holds.
 */
public final class TierCodec {
    private TierCodec() {}

    /**
     * How long a record waits.
     *
     * @param hopUntil when it leaves this tier
     * @param due when it returns
     */
    public record Wait(Instant hopUntil, Instant due, ReturnTo returnTo) {}

    /** The record as it begins its way to {@code due}, in the tier that the ladder says. */
    public static ProducerRecord<byte[], byte[]> enter(
            Topics topics,
            RetryLadder ladder,
            Instant now,
            Instant due,
            ReturnTo returnTo,
            ProducerRecord<byte[], byte[]> record) {
        return wait(topics, ladder.nextHop(now, due, returnTo.precision()), due, returnTo, record);
    }

    /** The record that waits in a tier until the hop's end, on its way to {@code due}. */
    public static ProducerRecord<byte[], byte[]> wait(
            Topics topics, RetryLadder.Hop hop, Instant due, ReturnTo returnTo, ProducerRecord<byte[], byte[]> record) {
        return waiting(topics, hop, due, returnTo, record.key(), record.value(), record.headers());
    }

    /** The record of a further hop of one that has waited in another tier. */
    public static ProducerRecord<byte[], byte[]> hop(
            Topics topics, RetryLadder.Hop hop, Wait wait, ConsumerRecord<byte[], byte[]> record) {
        return waiting(topics, hop, wait.due(), wait.returnTo(), record.key(), record.value(), record.headers());
    }

    /** The record as it returns, without the headers of waiting. */
    public static ProducerRecord<byte[], byte[]> back(Topics topics, Wait wait, ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(HeaderNames.HOP_UNTIL);
        headers.remove(HeaderNames.DUE);
        headers.remove(HeaderNames.RETURN_TO);
        return new ProducerRecord<>(topics.of(wait.returnTo()), null, null, record.key(), record.value(), headers);
    }

    /**
     * @throws UnreadableRecordException naming the header that is missing or wrong
     */
    public static Wait read(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.ofAnyVersion(record.headers());
        try {
            return new Wait(
                    headers.time(HeaderNames.HOP_UNTIL),
                    headers.time(HeaderNames.DUE),
                    ReturnTo.parse(headers.text(HeaderNames.RETURN_TO)));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("the header " + HeaderNames.RETURN_TO + " is wrong", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> waiting(
            Topics topics,
            RetryLadder.Hop hop,
            Instant due,
            ReturnTo returnTo,
            byte[] key,
            byte[] value,
            Headers headers) {
        WireHeaders waiting = WireHeaders.copyOf(headers)
                .put(HeaderNames.HOP_UNTIL, hop.until())
                .put(HeaderNames.DUE, due)
                .put(HeaderNames.RETURN_TO, returnTo.text());
        return new ProducerRecord<>(topics.retry(hop.tier()), null, null, key, value, waiting.headers());
    }
}
