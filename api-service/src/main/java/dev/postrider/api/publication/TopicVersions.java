package dev.postrider.api.publication;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.ReadWebhook;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.common.wire.WebhooksKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads the topic of webhooks from its beginning to its present end: which version of each record stands there. */
final class TopicVersions {
    private static final Logger LOG = LoggerFactory.getLogger(TopicVersions.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final long UNREADABLE = -1;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final Seal seal;

    /**
     * @param consumers gives consumers without a group, closed here
     */
    TopicVersions(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics, Seal seal) {
        this.consumers = consumers;
        this.partition = new TopicPartition(topics.webhooks(), 0);
        this.seal = seal;
    }

    /** The versions by key, in a map that is the caller's; an error while Kafka does not answer. */
    Mono<Map<String, Long>> read() {
        return Mono.fromCallable(this::readNow).subscribeOn(Schedulers.boundedElastic());
    }

    private Map<String, Long> readNow() {
        Map<String, Long> versions = new HashMap<>();
        Map<String, String> locked = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> assignment = List.of(partition);
            consumer.assign(assignment);
            consumer.seekToBeginning(assignment);
            long end = consumer.endOffsets(assignment, ANSWER).getOrDefault(partition, 0L);
            while (consumer.position(partition, ANSWER) < end) {
                if (Thread.interrupted()) {
                    throw new IllegalStateException("reading the topic of webhooks was interrupted");
                }
                consumer.poll(POLL).forEach(record -> note(record, versions, locked));
            }
        }
        locked.forEach((key, reason) ->
                LOG.warn("The record of webhook {} is written again if its row exists: {}", key, reason));
        return versions;
    }

    /**
     * @param locked why the last record of a webhook does not open; of those before it nobody needs to know
     */
    private void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> versions, Map<String, String> locked) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        locked.remove(key);
        if (record.value() == null) {
            versions.remove(key);
            return;
        }
        switch (WebhooksKey.parse(record.key())) {
            case WebhooksKey.OfWebhook webhook -> versions.put(key, version(webhook.id(), record, locked));
            case WebhooksKey.OfOrganization organization -> versions.put(key, state(key, record));
            case WebhooksKey.OfEverything everything -> versions.put(key, state(key, record));
            case WebhooksKey.OfEvent event -> versions.put(key, PublishedTable.VERSION_THERE);
            case WebhooksKey.OfEventType type -> versions.put(key, PublishedTable.versionOf(record.value()));
            case WebhooksKey.Unknown unknown -> {}
        }
    }

    private static long state(String key, ConsumerRecord<byte[], byte[]> record) {
        try {
            return PublishedTable.version(OrganizationCodec.decode(record));
        } catch (UnreadableRecordException e) {
            LOG.warn("The record of {} cannot be read and is written again if its row exists", key, e);
            return UNREADABLE;
        }
    }

    /** Of a record that the dispatcher cannot open either, none: so it is published again. */
    private long version(WebhookId id, ConsumerRecord<byte[], byte[]> record, Map<String, String> locked) {
        try {
            return switch (WebhookCodec.decode(id, record, seal)) {
                case ReadWebhook.Open(var webhook) -> webhook.version();
                case ReadWebhook.Locked(var webhook, var reason) -> {
                    locked.put(webhook.id().toString(), String.valueOf(reason.getMessage()));
                    yield UNREADABLE;
                }
            };
        } catch (UnreadableRecordException e) {
            LOG.warn("The record of webhook {} cannot be read and is written again if its row exists", id, e);
            return UNREADABLE;
        }
    }
}
