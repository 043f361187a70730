package dev.postrider.kafka;

import dev.postrider.common.retry.RetryLadder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes missing topics and checks existing ones, when a service starts. Several services may do it at once.
 */
public final class TopicProvisioner {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration VISIBLE_INTERVAL = Duration.ofMillis(50);

    private final KafkaClients clients;
    private final KafkaSettings settings;

    public TopicProvisioner(KafkaClients clients, KafkaSettings settings) {
        this.clients = clients;
        this.settings = settings;
    }

    /**
     * Makes what is missing and checks the rest.
     *
     * @throws TopicMismatchException naming every topic that is missing or wrong, and the fix
     */
    public void provision(RetryLadder ladder) {
        TopicSettings topics = settings.topicsOrDefault();
        List<TopicSpec> specs =
                TopicCatalogue.of(settings.topicNames(), settings.eventSources().topics(), ladder, topics);
        try (Admin admin = clients.admin()) {
            Map<String, TopicDescription> existing = describe(admin, specs);
            if (topics.createOrDefault()) {
                create(admin, specs, existing);
                existing = awaitVisible(admin, specs);
            }
            check(admin, specs, existing);
            awaitLeaders(admin, existing.values());
        }
    }

    /**
     * Asks the leader of each partition for an offset, which only one that has taken office answers. An idempotent producer
     * that meets a new partition before that may have its second batch taken and its first refused; the rest then stalls
     * until the delivery timeout.
     */
    private static void awaitLeaders(Admin admin, Collection<TopicDescription> topics) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(partition ->
                        partitions.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
        try {
            get(admin.listOffsets(partitions).all());
        } catch (ExecutionException e) {
            throw new TopicMismatchException(
                    List.of("not every partition of the topics has a leader that answers: " + e.getMessage()), e);
        }
    }

    private void create(Admin admin, List<TopicSpec> specs, Map<String, TopicDescription> existing) {
        short replication = settings.topicsOrDefault().replicationOrDefault();
        List<NewTopic> missing = specs.stream()
                .filter(spec -> !existing.containsKey(spec.name()))
                .map(spec -> new NewTopic(spec.name(), spec.partitions(), replication).configs(spec.config()))
                .toList();
        admin.createTopics(missing).values().forEach((name, created) -> {
            try {
                get(created);
            } catch (ExecutionException e) {
                // Another service was faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new TopicMismatchException(
                            List.of("topic " + name + " cannot be made: " + e.getMessage()), e);
                }
            }
        });
    }

    /** A broker may answer from metadata that does not have the new topics yet. */
    private static Map<String, TopicDescription> awaitVisible(Admin admin, List<TopicSpec> specs) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        Map<String, TopicDescription> existing = describe(admin, specs);
        while (existing.size() < specs.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(VISIBLE_INTERVAL.toNanos());
            existing = describe(admin, specs);
        }
        return existing;
    }

    private static Map<String, TopicDescription> describe(Admin admin, List<TopicSpec> specs) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(specs.stream().map(TopicSpec::name).toList())
                .topicNameValues()
                .forEach((name, description) -> {
                    try {
                        found.put(name, get(description));
                    } catch (ExecutionException e) {
                        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                            throw new TopicMismatchException(
                                    List.of("topic " + name + " cannot be described: " + e.getMessage()), e);
                        }
                    }
                });
        return found;
    }

    private static void check(Admin admin, List<TopicSpec> specs, Map<String, TopicDescription> existing) {
        List<String> problems = new ArrayList<>();
        Map<String, Config> configs = configs(admin, existing);
        for (TopicSpec spec : specs) {
            TopicDescription topic = existing.get(spec.name());
            Config config = configs.get(spec.name());
            if (topic == null || config == null) {
                problems.add("topic " + spec.name() + " is missing; make it with " + spec.partitions()
                        + " partitions and " + spec.config() + ", or set postrider.kafka.topics.create=true");
                continue;
            }
            if (topic.partitions().size() != spec.partitions()) {
                problems.add("topic " + spec.name() + " has "
                        + topic.partitions().size() + " partitions and the configuration says " + spec.partitions()
                        + "; set postrider.kafka.topics.* to what is there");
            }
            spec.required().forEach((key, value) -> {
                ConfigEntry entry = config.get(key);
                if (entry == null || !value.equals(entry.value())) {
                    problems.add("topic " + spec.name() + " has " + key + "="
                            + (entry == null ? "nothing" : entry.value()) + "; set it to " + value);
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new TopicMismatchException(problems, null);
        }
    }

    private static Map<String, Config> configs(Admin admin, Map<String, TopicDescription> existing) {
        List<ConfigResource> resources = existing.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        try {
            get(admin.describeConfigs(resources).all())
                    .forEach((resource, config) -> configs.put(resource.name(), config));
        } catch (ExecutionException e) {
            throw new TopicMismatchException(List.of("the topics' configuration cannot be read: " + e.getMessage()), e);
        }
        return configs;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TopicMismatchException(List.of("no broker answered within " + TIMEOUT.toSeconds() + " s"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicMismatchException(List.of("interrupted while checking the topics"), e);
        }
    }
}
