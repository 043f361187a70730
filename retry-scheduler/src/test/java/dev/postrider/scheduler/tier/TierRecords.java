package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.RetryLadder.Hop;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as they stand in a tier. */
final class TierRecords {
    /** Bytes of the key and value of one record. */
    static final int SIZE = 8;

    private TierRecords() {}

    static ConsumerRecord<byte[], byte[]> waiting(RetryTier tier, long offset, Instant until, Instant due) {
        return waiting(tier, offset, until, due, bytes("value"));
    }

    static ConsumerRecord<byte[], byte[]> waiting(
            RetryTier tier, long offset, Instant until, Instant due, byte[] value) {
        return waiting(tier, offset, until, due, ReturnTo.DELIVERIES, value);
    }

    static ConsumerRecord<byte[], byte[]> waiting(
            RetryTier tier, long offset, Instant until, Instant due, ReturnTo returnTo, byte[] value) {
        ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>("none", null, null, bytes("key"), value);
        bare.headers().add("pr-v", bytes("1")).add("pr-other", bytes("stays"));
        ProducerRecord<byte[], byte[]> produced =
                TierCodec.wait(Topics.DEFAULT, new Hop(tier, until), due, returnTo, bare);
        return consumed(produced.topic(), offset, value, produced.headers());
    }

    static ConsumerRecord<byte[], byte[]> unreadable(RetryTier tier, long offset) {
        return consumed(Topics.DEFAULT.retry(tier), offset, bytes("value"), new RecordHeaders());
    }

    private static ConsumerRecord<byte[], byte[]> consumed(String topic, long offset, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                3,
                value.length,
                bytes("key"),
                value,
                headers,
                Optional.empty());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
