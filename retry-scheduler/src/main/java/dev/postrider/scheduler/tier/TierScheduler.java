package dev.postrider.scheduler.tier;

import dev.postrider.common.metric.Metric;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.ObligationTrimmer;
import dev.postrider.kafka.TopicProvisioner;
import dev.postrider.meter.MeterSettings;
import dev.postrider.meter.Meters;
import dev.postrider.meter.Stage;
import dev.postrider.meter.StageWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts and stops the tiers, with the topics before them and the trimming of what is done beside them. */
public final class TierScheduler implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TierScheduler.class);
    private static final String CLIENT_ID = "retry-scheduler";
    private static final Duration FETCH_MAX_WAIT = Duration.ofMillis(50);
    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);
    /** What is due of a tier is sent together and waited for: nothing more comes that a batch could wait for. */
    private static final Map<String, Object> SEND_AT_ONCE = Map.of(ProducerConfig.LINGER_MS_CONFIG, 0);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final KafkaClients clients;
    private final Topics topics;
    private final RetryProperties properties;
    private final RetryLadder ladder;
    private final SlewedClock clock;
    private final Meters meters;
    private final Duration watchInterval;
    private final BiConsumer<String, Throwable> onTierEnded;

    private volatile Optional<Running> running = Optional.empty();

    /** What exists only while it runs. */
    private record Running(
            Admin admin,
            Producer<byte[], byte[]> producer,
            ObligationTrimmer trimmer,
            StageWatch watch,
            Map<String, TierThread> threads) {}

    /**
     * @param onTierEnded told when a tier has ended by itself and is no longer read
     */
    public TierScheduler(
            KafkaSettings kafka,
            RetryProperties properties,
            Clocks clocks,
            Meters meters,
            MeterSettings metering,
            BiConsumer<String, Throwable> onTierEnded) {
        this.kafka = kafka;
        this.clients = new KafkaClients(kafka);
        this.topics = kafka.topicNames();
        this.properties = properties;
        this.ladder = properties.ladder();
        this.clock = new SlewedClock(clocks);
        this.meters = meters;
        this.watchInterval = metering.intervalOrDefault();
        this.onTierEnded = onTierEnded;
    }

    /**
     * @throws dev.postrider.kafka.TopicMismatchException if the topics are not as they must be
     */
    @Override
    public void start() {
        Admin admin = clients.admin();
        List<RetryTier> tiers = new ArrayList<>(ladder.tiers());
        try {
            new TopicProvisioner(clients, kafka).provision(ladder);
            List<RetryTier> retired = RetiredTiers.find(admin, topics, ladder);
            retired.forEach(tier ->
                    log.info("Tier {} is no longer configured; it is read until its topic is deleted", tier.name()));
            tiers.addAll(retired);
        } catch (RuntimeException e) {
            admin.close(STOP_TIMEOUT);
            throw e;
        }
        Producer<byte[], byte[]> producer = clients.producer(
                CLIENT_ID, MAX_BLOCK, properties.acknowledgementTimeout().dividedBy(2), SEND_AT_ONCE);
        TierMetrics metrics = new TierMetrics(meters);
        tiers.forEach(tier -> metrics.show(tier.name()));
        HandBack handBack = new HandBack(
                producer, new NextStop(topics, ladder), clock, properties.acknowledgementTimeout(), metrics);
        Map<String, TierThread> threads = new LinkedHashMap<>();
        Map<String, String> groups = new HashMap<>();
        for (RetryTier tier : tiers) {
            String topic = topics.retry(tier);
            groups.put(topic, kafka.group(group(tier)));
            threads.put(tier.name(), new TierThread(topic, readers(tier, handBack), onTierEnded));
        }
        ObligationTrimmer trimmer = new ObligationTrimmer(admin, groups, properties.trimInterval());
        StageWatch watch = new StageWatch(clients, stages(tiers), watchInterval, meters, InstantSource.system());
        running = Optional.of(new Running(admin, producer, trimmer, watch, threads));
        threads.forEach((tier, thread) -> {
            meters.gauge(Metric.RETRY_HELD, thread::held, tier);
            thread.start();
        });
        trimmer.start();
        watch.start();
        log.info("Reading the tiers {}", threads.keySet());
    }

    /** Stops polling, lets what is being handed back be acknowledged and committed, and closes. */
    @Override
    public void stop() {
        running.ifPresent(parts -> {
            // One for all of them: a program that is asked to end is killed if it takes longer than one would.
            long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
            parts.trimmer().close();
            parts.watch().close();
            parts.threads().values().forEach(TierThread::stop);
            parts.threads().forEach((tier, thread) -> {
                if (!thread.awaitEnd(until(deadline))) {
                    log.warn("Tier {} did not end in time; what it was handing back may come once more", tier);
                }
            });
            parts.producer().close(until(deadline));
            parts.admin().close(until(deadline));
        });
        running = Optional.empty();
    }

    private static Duration until(long deadlineNanos) {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    @Override
    public boolean isRunning() {
        return running.isPresent();
    }

    /** Whether the broker answered of late. */
    boolean isBrokerAnswering() {
        return running.map(parts -> parts.watch().isAnswered()).orElse(false);
    }

    /** The tiers that have ended by themselves, with their causes. */
    Map<String, Throwable> failures() {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        running.ifPresent(parts -> parts.threads()
                .forEach((tier, thread) -> thread.failure().ifPresent(cause -> failures.put(tier, cause))));
        return failures;
    }

    private TierThread.Readers readers(RetryTier tier, HandBack handBack) {
        return new TierThread.Readers() {
            @Override
            public Consumer<byte[], byte[]> consumer() {
                return clients.groupConsumer(group(tier), overrides());
            }

            @Override
            public TierReader reader(Consumer<byte[], byte[]> consumer) {
                return new TierReader(tier, consumer, handBack, clock, properties.maxHeldBytes());
            }
        };
    }

    private List<Stage> stages(List<RetryTier> tiers) {
        return tiers.stream()
                .map(tier -> new Stage(group(tier), kafka.group(group(tier)), Set.of(topics.retry(tier)), tier.delay()))
                .toList();
    }

    private static String group(RetryTier tier) {
        return "retry." + tier.name();
    }

    private Map<String, Object> overrides() {
        return Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Math.toIntExact(properties.maxFetch().toBytes()),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                properties.maxHeld(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(FETCH_MAX_WAIT.toMillis()));
    }
}
