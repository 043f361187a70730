package dev.postrider.api.eventtype;

import dev.postrider.common.wire.EventTypeCodec;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.common.wire.WebhooksKey;
import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Reads the topic of webhooks from its beginning and follows it, for the event types and organizations on it; on a thread of its own. */
@Component
final class EventTypeReader implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventTypeReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Most records are webhooks, which are passed over. */
    private static final int MAX_RECORDS = 5_000;

    private final KafkaClients clients;
    private final TopicPartition partition;
    private final EventTypeView view;
    private volatile @Nullable Run run;

    EventTypeReader(KafkaClients clients, Topics topics, EventTypeView view) {
        this.clients = clients;
        this.partition = new TopicPartition(topics.webhooks(), 0);
        this.view = view;
    }

    @Override
    public void start() {
        run = new Run();
    }

    @Override
    public void stop() {
        Run current = run;
        run = null;
        if (current != null) {
            current.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return run != null;
    }

    /** From one start to the next stop. */
    private final class Run {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Thread thread =
                Thread.ofPlatform().daemon().name("event-types").start(this::work);
        private volatile @Nullable Consumer<byte[], byte[]> current;

        private void work() {
            try {
                do {
                    readWithOneConsumer();
                } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void readWithOneConsumer() {
            try {
                Consumer<byte[], byte[]> consumer =
                        clients.reader("api-event-types", Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS));
                current = consumer;
                try {
                    follow(consumer);
                } finally {
                    current = null;
                    consumer.close(CloseOptions.timeout(STOP));
                }
            } catch (WakeupException e) {
                LOG.debug("The reader of event types was woken to stop", e);
            } catch (RuntimeException e) {
                LOG.warn("Event types are read again from the beginning: {}", e.toString());
            }
        }

        private void follow(Consumer<byte[], byte[]> consumer) {
            List<TopicPartition> assignment = List.of(partition);
            consumer.assign(assignment);
            consumer.seekToBeginning(assignment);
            long end = consumer.endOffsets(assignment, ANSWER).getOrDefault(partition, 0L);
            boolean loaded = false;
            while (stopped.getCount() > 0) {
                if (!loaded && consumer.position(partition, ANSWER) >= end) {
                    loaded = true;
                    view.markLoaded();
                }
                consumer.poll(POLL).forEach(this::take);
            }
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() == null) {
                return;
            }
            try {
                switch (WebhooksKey.parse(record.key())) {
                    case WebhooksKey.OfEventType type ->
                        view.read(type, record.value() == null ? null : EventTypeCodec.decode(record), record.offset());
                    case WebhooksKey.OfOrganization(var id) ->
                        view.put(
                                id,
                                record.value() != null
                                        && OrganizationCodec.decode(record).strict(),
                                record.offset());
                    case WebhooksKey.OfWebhook _,
                            WebhooksKey.OfEvent _,
                            WebhooksKey.OfEverything _,
                            WebhooksKey.Unknown _ -> {}
                }
            } catch (UnreadableRecordException e) {
                LOG.error(
                        "Passed over what the topic of webhooks has at offset {}: {}", record.offset(), e.getMessage());
            }
        }

        private void stop() {
            stopped.countDown();
            Consumer<byte[], byte[]> consumer = current;
            if (consumer != null) {
                consumer.wakeup();
            }
            try {
                thread.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
