package dev.postrider.dispatcher.follow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Asks the broker where partitions end. By a connection of its own: a broker answers the requests of one connection in turn, and a
 * consumer's waiting fetch would hold the question up for as long as it waits.
 */
public final class EndOffsets {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;

    public EndOffsets(Admin admin) {
        this.admin = admin;
    }

    /** Asks, and returns at once. Each partition has its own answer, which does not wait for the others'. */
    public Map<TopicPartition, Future<Long>> ask(Set<TopicPartition> partitions) {
        ListOffsetsResult result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())),
                options());
        Map<TopicPartition, Future<Long>> answers = new HashMap<>();
        partitions.forEach(partition ->
                answers.put(partition, result.partitionResult(partition).thenApply(ListOffsetsResultInfo::offset)));
        return answers;
    }

    /**
     * The end of a partition now.
     *
     * @throws UnknownEndException if the broker did not tell; to be asked again
     * @throws KafkaException if it will not, whoever asks again
     */
    public long await(TopicPartition partition) throws InterruptedException {
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), options())
                    .partitionResult(partition)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (TimeoutException e) {
            throw new UnknownEndException(partition, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                throw new UnknownEndException(partition, e);
            }
            throw refused(partition, e);
        }
    }

    /** A question that nobody waits for any more ends as well: closing the connection waits for it. */
    private static ListOffsetsOptions options() {
        return new ListOffsetsOptions().timeoutMs(Math.toIntExact(TIMEOUT.toMillis()));
    }

    static KafkaException refused(TopicPartition partition, Throwable cause) {
        return new KafkaException("the broker refuses to tell the end of " + partition, cause);
    }

    /** The broker did not tell the end of a partition. */
    public static final class UnknownEndException extends RetriableException {
        private static final long serialVersionUID = 1L;

        UnknownEndException(TopicPartition partition, Throwable cause) {
            super("the end of " + partition + " is not known", cause);
        }
    }
}
