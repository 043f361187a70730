package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a record goes when its waiting in a tier is over. Pure. */
record NextStop(Topics topics, RetryLadder ladder) {
    /** Back where it came from once it is due, else into the next tier; unreadable ones to the rejected. */
    ProducerRecord<byte[], byte[]> of(Held held, Instant now) {
        return switch (held) {
            case Held.Waiting waiting
            when waiting.stay().due().isAfter(now) ->
                TierCodec.hop(topics, ladder.nextHop(now, waiting.stay().due()), waiting.stay(), waiting.record());
            case Held.Waiting waiting -> TierCodec.back(topics, waiting.stay(), waiting.record());
            case Held.Unreadable unreadable ->
                RejectedCodec.encode(topics, unreadable.record(), unreadable.reason(), now);
        };
    }
}
