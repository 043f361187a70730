package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.Precision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.TierCodec.Wait;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a record goes when its waiting in a tier is over. Pure. */
record NextStop(Topics topics, RetryLadder ladder) {
    /** Back where it came from once it is due, else into the next tier; unreadable ones to the rejected. */
    ProducerRecord<byte[], byte[]> of(Held held, Instant now) {
        return switch (held) {
            case Held.Waiting waiting -> next(waiting, waiting.stay(), now);
            case Held.Unreadable unreadable ->
                RejectedCodec.encode(topics, unreadable.record(), unreadable.reason(), now);
        };
    }

    private ProducerRecord<byte[], byte[]> next(Held.Waiting waiting, Wait stay, Instant now) {
        Precision precision = stay.returnTo().precision();
        Instant place = precision.place(now, stay.hopUntil());
        return stay.due().isAfter(place)
                ? TierCodec.hop(topics, ladder.nextHop(place, stay.due(), precision), stay, waiting.record())
                : TierCodec.back(topics, stay, waiting.record());
    }
}
