package dev.postrider.dispatcher;

import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.handover.Results;
import dev.postrider.dispatcher.shelf.UnreadableRecords;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts unreadable deliveries on the rejected topic and waits for the broker's acknowledgement. */
final class RejectedDeliveries implements UnreadableRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RejectedDeliveries.class);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(30);

    private final Results results;
    private final InstantSource clock;

    RejectedDeliveries(Results results, InstantSource clock) {
        this.results = results;
        this.clock = clock;
    }

    @Override
    public void putAside(ConsumerRecord<byte[], byte[]> record, UnreadableRecordException reason) {
        LOG.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason.getMessage())
                .log("Rejected a record that is no delivery");
        try {
            var _ = results.reject(record, String.valueOf(reason.getMessage()), clock.instant())
                    .get(ACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("a record that is no delivery could not be put aside", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while putting a record aside", e);
        }
    }
}
