package dev.postrider.dispatcher.webhookview;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Asks the broker for the end of the topic of webhooks. By a connection of its own: a broker answers the requests of one
 * connection in turn, and a consumer's waiting fetch would hold the question up for as long as it waits.
 */
public final class WebhooksEnd {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final TopicPartition partition;

    public WebhooksEnd(Admin admin, String topic) {
        this.admin = admin;
        this.partition = new TopicPartition(topic, 0);
    }

    /**
     * The end offset now.
     *
     * @throws UnknownEndException if the broker did not tell; to be asked again
     * @throws KafkaException if it will not, whoever asks again
     */
    public long ask() throws InterruptedException {
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (TimeoutException e) {
            throw new UnknownEndException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                throw new UnknownEndException(e);
            }
            throw new KafkaException("the broker refuses to tell the end of " + partition, e);
        }
    }

    /** The broker did not tell the end of the topic. */
    public static final class UnknownEndException extends RetriableException {
        private static final long serialVersionUID = 1L;

        UnknownEndException(Throwable cause) {
            super("the end of the topic of webhooks is not known", cause);
        }
    }
}
