package dev.postrider.dispatcher;

import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.fanout.FanOut;
import dev.postrider.dispatcher.fanout.FanOutLoop;
import dev.postrider.dispatcher.follow.EndOffsets;
import dev.postrider.dispatcher.metric.DispatcherGauges;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs fan-out on a thread of its own. */
@Component
final class FanOutThread {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutThread.class);
    /** Without the prefix. */
    static final String GROUP = "fan-out";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final FanOutLoop loop;
    private final Producer<byte[], byte[]> producer;
    private final Thread thread;

    FanOutThread(
            KafkaClients clients,
            ProvisionedTopics provisioned,
            FanOut fanOut,
            Producer<byte[], byte[]> fanOutProducer,
            WebhookView view,
            EndOffsets endOffsets,
            DispatcherSettings settings,
            DispatcherGauges gauges,
            DispatcherFailure failure) {
        Topics topics = provisioned.names();
        TopicPartition webhooks = new TopicPartition(topics.webhooks(), 0);
        this.loop = new FanOutLoop(
                clients.groupConsumer(GROUP, fetchLimits()),
                provisioned.ofEvents(),
                fanOut,
                view,
                () -> endOffsets.await(webhooks),
                settings.fanOut());
        gauges.fanOut(loop.counts());
        this.producer = fanOutProducer;
        this.thread = Thread.ofPlatform()
                .name(GROUP)
                .uncaughtExceptionHandler((_, e) -> failure.stop(e))
                .unstarted(loop);
    }

    void start() {
        thread.start();
    }

    /** Asks fan-out to end after its round. */
    void stopSoon() {
        loop.stop();
    }

    /** Asks fan-out to end and waits until it has; what was not acknowledged by then comes again after the start. */
    void stop() {
        loop.stop();
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(STOP_TIMEOUT)) {
                LOG.warn("Fan-out did not end within {} s", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // It never gives up by itself: an ordinary close would wait for an absent broker for ever.
        producer.close(CLOSE_TIMEOUT);
    }

    /** Of the short wait: while some partitions have records in memory, one fetch waits on the idle ones. */
    private static Map<String, Object> fetchLimits() {
        return Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                500,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                16 * 1024 * 1024,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100);
    }
}
