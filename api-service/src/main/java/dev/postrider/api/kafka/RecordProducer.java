package dev.postrider.api.kafka;

import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hands records to Kafka; a record is handed over once all in-sync replicas have it. Errors are problems fit for the caller:
 * 503 while Kafka does not answer.
 */
public final class RecordProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordProducer.class);

    /** Above the producer's own {@code delivery.timeout.ms}, so that in the rule the producer says what happened. */
    private static final Duration DEADLINE = Duration.ofSeconds(12);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** A send blocks while the producer waits for metadata or memory, so it may not run on an event loop. */
    private static final int THREADS = 8;

    private static final int MAX_WAITING = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, MAX_WAITING, "kafka-send", 60, true);

    /**
     * @param producer idempotent, with {@code acks=all}; closed with this
     */
    public RecordProducer(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Hands over one record. Sends when subscribed to; a subscriber that goes away does not call the record back. */
    public Mono<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return sendAll(List.of(record)).flatMap(sent -> Mono.fromFuture(sent.get(0), true));
    }

    /**
     * Hands over several records in their order.
     *
     * @return one future for each record, in the same order, each of which ends within the deadline
     */
    public Mono<List<CompletableFuture<RecordMetadata>>> sendAll(List<ProducerRecord<byte[], byte[]>> records) {
        return Mono.fromCallable(() -> {
                    List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>(records.size());
                    records.forEach(record -> sent.add(start(record)));
                    return sent;
                })
                .subscribeOn(threads)
                .timeout(DEADLINE)
                .onErrorMap(RecordProducer::problem);
    }

    /** Hands over several records in their order; completes once Kafka has all of them. */
    public Mono<Void> handOver(List<ProducerRecord<byte[], byte[]>> records) {
        return sendAll(records)
                .flatMap(sent -> Mono.fromFuture(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)), true))
                .onErrorMap(TimeoutException.class, RecordProducer::problem);
    }

    /**
     * The same, but leaves out records that are larger than Kafka takes.
     *
     * @return for each record, in the same order, whether Kafka has it
     */
    public Mono<List<Boolean>> handOverWhatFits(List<ProducerRecord<byte[], byte[]>> records) {
        return sendAll(records)
                .flatMapMany(Flux::fromIterable)
                .concatMap(sent -> Mono.fromFuture(sent, true)
                        .thenReturn(true)
                        .onErrorResume(RecordProducer::isTooLarge, _ -> Mono.just(false)))
                .collectList()
                .onErrorMap(TimeoutException.class, RecordProducer::problem);
    }

    private static boolean isTooLarge(Throwable error) {
        return error instanceof ProblemException refused && refused.problem().status() == HttpStatus.CONTENT_TOO_LARGE;
    }

    /**
     * The partition on which the records with a key stand, where nobody names another: of this topic, and of all that have as
     * many partitions.
     */
    public Mono<Integer> partition(String topic, byte[] key) {
        return Mono.fromCallable(() -> BuiltInPartitioner.partitionForKey(
                        key, producer.partitionsFor(topic).size()))
                .subscribeOn(threads)
                .timeout(DEADLINE)
                .onErrorMap(RecordProducer::problem);
    }

    private CompletableFuture<RecordMetadata> start(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> result = new CompletableFuture<>();
        try {
            var _ = producer.send(record, (metadata, error) -> {
                if (error == null) {
                    result.complete(metadata);
                } else {
                    result.completeExceptionally(problem(error));
                }
            });
        } catch (RuntimeException e) {
            result.completeExceptionally(problem(e));
        }
        return result.orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Throwable problem(Throwable error) {
        if (error instanceof RecordTooLargeException) {
            return Problem.tooLarge("Kafka does not take a record of this size.")
                    .toException();
        }
        LOG.warn("A record could not be handed to Kafka: {}", error.toString());
        return Problem.unavailable("Kafka does not answer; nothing was accepted. Try again.")
                .toException();
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
        threads.dispose();
    }
}
