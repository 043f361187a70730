package dev.postrider.bench.load;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.TopicProvisioner;
import dev.postrider.kafka.TopicSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The topics of one run, under a prefix of its own; deleted when this is closed. */
public final class RunTopics implements AutoCloseable {
    /** Of every topic that a webhook's records share. */
    public static final int PARTITIONS = 3;

    private static final String MASTER_KEY = "bench:bWFzdGVyIGtleSBvZiBhbGwgdGhlIGJlbmNobWFya3M=";

    /** Seals what the services of a run open. */
    public static final Seal SEAL = new Seal(MasterKeys.parse(MASTER_KEY), new SecureRandom());

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String bootstrap;
    private final Topics topics;
    private final KafkaClients clients;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;

    /** Makes all topics, and the default organization. */
    public RunTopics(String bootstrap, String prefix) {
        KafkaSettings settings = KafkaSettings.of(bootstrap)
                .withTopicPrefix(prefix)
                .withTopics(new TopicSettings(true, PARTITIONS, PARTITIONS, PARTITIONS, 1));
        this.clients = new KafkaClients(settings);
        this.bootstrap = bootstrap;
        this.topics = settings.topicNames();
        new TopicProvisioner(clients, settings).provision(RetryLadder.DEFAULT);
        this.admin = clients.admin();
        this.producer = clients.producer("bench", TIMEOUT, TIMEOUT);
        send(OrganizationCodec.encode(topics, OrganizationId.DEFAULT));
    }

    public String bootstrap() {
        return bootstrap;
    }

    public Topics names() {
        return topics;
    }

    /** What a service is started with to meet these topics. */
    public List<String> serviceArguments() {
        return List.of(
                "--postrider.kafka.bootstrap-servers=" + bootstrap,
                "--postrider.kafka.topic-prefix=" + topics.prefix(),
                "--postrider.kafka.topics.partitions=" + PARTITIONS,
                "--postrider.kafka.topics.event-partitions=" + PARTITIONS,
                "--postrider.kafka.topics.retry-partitions=" + PARTITIONS,
                "--postrider.kafka.topics.replication=1",
                "--postrider.secrets.master-key=" + MASTER_KEY,
                "--postrider.management-port=0");
    }

    /** Publishes webhooks as the API would, and waits for the broker. */
    public void subscribe(Collection<Subscription> subscriptions) {
        subscriptions.forEach(subscription -> send(subscription.encode(topics, SEAL)));
        flush();
    }

    /** Hands a record to the producer; {@link #flush} waits for it. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    public void flush() {
        producer.flush();
    }

    /** Reads a topic of the run from its beginning. */
    public Arrivals arrivals(String topic) {
        return new Arrivals(clients.reader("arrivals", Map.of()), topic, PARTITIONS);
    }

    /** Records ever written to the topics that the predicate takes, named without the prefix. */
    public long written(Predicate<String> which) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicDescription topic : descriptions()) {
            if (which.test(topic.name().substring(topics.prefix().length()))) {
                topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
            }
        }
        return get(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** How far the delivery group's commits are behind the end of {@code deliveries}, over all partitions. */
    public long undelivered() throws InterruptedException {
        long committed = get(admin.listConsumerGroupOffsets(topics.prefix() + "delivery")
                        .partitionsToOffsetAndMetadata())
                .values()
                .stream()
                .mapToLong(offset -> offset == null ? 0 : offset.offset())
                .sum();
        return written("deliveries"::equals) - committed;
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
        try {
            List<String> all =
                    descriptions().stream().map(TopicDescription::name).toList();
            var _ = get(admin.deleteTopics(all).all());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            admin.close(TIMEOUT);
        }
    }

    private Collection<TopicDescription> descriptions() throws InterruptedException {
        List<String> names = get(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(topics.prefix()))
                .toList();
        return get(admin.describeTopics(names).allTopicNames()).values();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker did not answer", e);
        }
    }
}
