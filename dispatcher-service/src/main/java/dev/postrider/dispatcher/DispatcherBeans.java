package dev.postrider.dispatcher;

import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.attempt.AttemptRunner;
import dev.postrider.dispatcher.controls.Controls;
import dev.postrider.dispatcher.fanout.FanOut;
import dev.postrider.dispatcher.follow.EndOffsets;
import dev.postrider.dispatcher.handover.HandOver;
import dev.postrider.dispatcher.handover.LaneWrites;
import dev.postrider.dispatcher.handover.Producers;
import dev.postrider.dispatcher.handover.Results;
import dev.postrider.dispatcher.intake.DeliveryLoop;
import dev.postrider.dispatcher.intake.Mailbox;
import dev.postrider.dispatcher.intake.Ownership;
import dev.postrider.dispatcher.lane.Lanes;
import dev.postrider.dispatcher.lane.OwnLimit;
import dev.postrider.dispatcher.metric.CountedLanes;
import dev.postrider.dispatcher.metric.DeliveryMetrics;
import dev.postrider.dispatcher.metric.DispatcherGauges;
import dev.postrider.dispatcher.shelf.LaneRecovery;
import dev.postrider.dispatcher.shelf.ShelfReader;
import dev.postrider.dispatcher.shelf.UnreadableRecords;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.dispatcher.webhookview.WebhookViewReader;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundSettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.exchange.HttpSender;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.ObligationTrimmer;
import dev.postrider.trace.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Puts the dispatcher together. */
@Configuration(proxyBeanMethods = false)
class DispatcherBeans {
    /** Of the groups, without the prefix. */
    static final String DELIVERY_GROUP = "delivery";

    /** Each has at most one record and one batch on its way to the broker. */
    private static final int MAX_LANES_BEHIND = 1_000_000;

    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);
    private static final Duration FAN_OUT_MAX_BLOCK = Duration.ofSeconds(5);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(20);
    /** The producer repeats in order; whoever gave up on a record and sent it anew would send it behind its successors. */
    private static final Duration FAN_OUT_ACK_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    /** Each attempt makes a record of about 1.2 KB. They gather no longer than others: a lane's slot is free once its is acknowledged. */
    private static final Map<String, Object> LOG_BATCHES = Map.of(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);

    @Bean(destroyMethod = "close")
    Sender sender(DispatcherSettings settings, Environment environment, DispatcherGauges gauges) {
        OutboundSettings outbound =
                Binder.get(environment).bindOrCreate(OutboundSettings.PREFIX, OutboundSettings.class);
        HttpSender sender =
                new HttpSender(egress().withProxy(outbound.proxy()), outbound.guard(settings.allowPrivateAddresses()));
        gauges.connections(sender::connections);
        return sender;
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> obligationProducer(KafkaClients clients) {
        return clients.producer("obligations", MAX_BLOCK, ACK_TIMEOUT);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> logProducer(KafkaClients clients) {
        return clients.producer("attempts", MAX_BLOCK, ACK_TIMEOUT, LOG_BATCHES);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> fanOutProducer(KafkaClients clients) {
        return clients.producer("fan-out", FAN_OUT_MAX_BLOCK, FAN_OUT_ACK_TIMEOUT);
    }

    @Bean
    WebhookView webhookView(DispatcherGauges gauges) {
        WebhookView view = new WebhookView();
        gauges.webhooks(view);
        return view;
    }

    @Bean(destroyMethod = "close")
    Admin endAdmin(KafkaClients clients) {
        return clients.admin();
    }

    @Bean
    EndOffsets endOffsets(Admin endAdmin) {
        return new EndOffsets(endAdmin);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    DispatcherFailure dispatcherFailure(ApplicationEventPublisher events) {
        return new DispatcherFailure(events);
    }

    @Bean
    FanOut fanOut(
            DispatcherSettings settings,
            RetrySettings retry,
            WebhookView view,
            Producer<byte[], byte[]> fanOutProducer,
            ProvisionedTopics topics,
            InstantSource clock,
            Tracing tracing) {
        return new FanOut(
                new EventDecoder(
                        defaultOrganization(settings),
                        (int) settings.maxEventSize().toBytes(),
                        topics.sources()),
                view,
                fanOutProducer,
                topics.names(),
                retry.ladder(),
                settings.fanOut(),
                clock,
                tracing);
    }

    @Bean
    Dispatcher dispatcher(
            DispatcherSettings settings,
            RetrySettings retry,
            KafkaClients clients,
            KafkaSettings kafka,
            ProvisionedTopics provisioned,
            WebhookView view,
            EndOffsets endOffsets,
            Sender sender,
            FanOutThread fanOutThread,
            Producer<byte[], byte[]> obligationProducer,
            Producer<byte[], byte[]> logProducer,
            DispatcherFailure failure,
            Seal seal,
            DeliveryMetrics metrics,
            DispatcherGauges gauges,
            InstantSource clock,
            Tracing tracing) {
        Topics topics = provisioned.names();
        RetryLadder ladder = retry.ladder();
        Ownership ownership = new Ownership();
        Mailbox mailbox = new Mailbox();
        HandOver handOver = new HandOver(settings.maxInFlight() + MAX_LANES_BEHIND, settings.handOver(), failure::stop);
        Producers producers = new Producers(obligationProducer, logProducer, topics);
        Results results = new Results(handOver, producers, ladder, ownership::isCurrent, finished -> {
            metrics.handedOver(finished);
            mailbox.complete(finished);
        });
        UnreadableRecords unreadable = new RejectedDeliveries(results, clock);
        Controls controls = new Controls(
                clients.reader("controls", shortWait()),
                endOffsets::ask,
                topics.controls(),
                settings.controls(),
                clock);
        ShelfReader shelfReader = new ShelfReader(
                clients.reader("shelf", shelfFetchLimits()),
                topics.shelf(),
                unreadable,
                ownership::isCurrent,
                mailbox::read);
        LaneRecovery recovery = new LaneRecovery(
                clients.reader("lanes", Map.of()),
                () -> clients.reader("attempts-tail", Map.of()),
                topics,
                mailbox,
                clock);
        LaneWrites laneWrites =
                new LaneWrites(handOver, producers, ownership::isCurrent, mailbox, shelfReader::accept, clock);
        OwnLimit ownLimit = new OwnLimit(settings.maxInFlight());
        AttemptRunner runner = new AttemptRunner(
                view::subscriber,
                sender,
                ladder,
                egress().userAgent(),
                clock,
                new Random(),
                attempted -> {
                    mailbox.answered(attempted);
                    results.accept(attempted);
                },
                ownLimit::waited,
                failure::stop,
                tracing);
        DeliveryLoop loop = new DeliveryLoop(
                clients.groupConsumer(DELIVERY_GROUP, fetchLimits()),
                topics,
                settings.intake(),
                view,
                controls,
                new Lanes(settings.lanes(), new CountedLanes(laneWrites, metrics), ownLimit, clock),
                runner::run,
                results::accept,
                mailbox,
                ownership,
                recovery,
                unreadable,
                clock);
        gauges.lanes(loop::survey, clock);
        failure.stops(() -> {
            loop.stop();
            fanOutThread.stopSoon();
        });
        return new Dispatcher(
                new WebhookViewReader(
                        clients.reader("webhook-view", Map.of()), topics.webhooks(), endOffsets, view, seal),
                controls,
                shelfReader,
                recovery,
                loop,
                handOver,
                fanOutThread,
                new ObligationTrimmer(
                        clients.admin(),
                        Map.of(
                                topics.deliveries(), kafka.group(DELIVERY_GROUP),
                                topics.eventsInternal(), kafka.group(FanOutThread.GROUP)),
                        loop::shelfDone,
                        settings.trimInterval()),
                settings.drainTimeout(),
                failure);
    }

    /** The version stands in the manifest of the packed service only. */
    private static EgressSettings egress() {
        String version = DispatcherBeans.class.getPackage().getImplementationVersion();
        return EgressSettings.defaults(Objects.requireNonNullElse(version, "dev"));
    }

    private static Map<String, Object> fetchLimits() {
        return Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                250,
                // What a poll leaves of a fetch lives until the next ones have taken it; small fetches are gone before
                // the
                // garbage collector copies them.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                256 * 1024,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                16 * 1024 * 1024,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                20);
    }

    private static Map<String, Object> shelfFetchLimits() {
        return Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                500,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                1024 * 1024,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                20);
    }

    /** While some partitions have records in memory, one fetch waits on the idle ones. */
    private static Map<String, Object> shortWait() {
        return Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    }

    private static @Nullable OrganizationId defaultOrganization(DispatcherSettings settings) {
        String id = settings.defaultOrganization();
        return id == null || id.isEmpty() ? null : new OrganizationId(id);
    }
}
