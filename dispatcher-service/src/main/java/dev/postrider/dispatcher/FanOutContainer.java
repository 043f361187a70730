package dev.postrider.dispatcher;

import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.fanout.FanOut;
import dev.postrider.dispatcher.webhookview.WebhooksEnd;
import dev.postrider.kafka.FirstStart;
import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Feeds fan-out with batches of events. A batch is committed when all of it is acknowledged; one that fails is repeated
 * until it succeeds.
 */
@Component
final class FanOutContainer {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutContainer.class);
    private static final String GROUP = "fan-out";
    private static final long RETRY_MILLIS = 500;

    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private final FanOut fanOut;
    private final WebhooksEnd webhooksEnd;

    FanOutContainer(KafkaClients clients, ProvisionedTopics provisioned, FanOut fanOut, WebhooksEnd webhooksEnd) {
        Topics topics = provisioned.names();
        this.fanOut = fanOut;
        this.webhooksEnd = webhooksEnd;
        ContainerProperties properties = new ContainerProperties(topics.events(), topics.eventsInternal());
        properties.setMessageListener((BatchMessageListener<byte[], byte[]>) this::onBatch);
        properties.setConsumerRebalanceListener(new Assignment());
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setSyncCommits(true);
        properties.setShutdownTimeout(Duration.ofSeconds(20).toMillis());
        this.container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                        clients.groupConsumerConfig(GROUP, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500)),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                properties);
        this.container.setBeanName(GROUP);
        DefaultErrorHandler repeat =
                new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
        // Some exceptions would count as not worth a retry by default, and their batch as done.
        repeat.setClassifications(Map.of(), true);
        this.container.setCommonErrorHandler(repeat);
    }

    MessageListenerContainer container() {
        return container;
    }

    private void onBatch(List<ConsumerRecord<byte[], byte[]>> batch) {
        try {
            fanOut.process(batch, webhooksEnd.ask(), () -> !container.isRunning());
        } catch (RuntimeException e) {
            // The container repeats the batch without a word.
            LOG.atWarn()
                    .addKeyValue("topic", batch.getFirst().topic())
                    .addKeyValue("partition", batch.getFirst().partition())
                    .addKeyValue("offset", batch.getFirst().offset())
                    .setCause(e)
                    .log("A batch of events was not fanned out; it is repeated");
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fanning out; the batch comes again", e);
        }
    }

    private static final class Assignment implements ConsumerAwareRebalanceListener {
        @Override
        public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
            var _ = FirstStart.seek(consumer, partitions);
        }
    }
}
