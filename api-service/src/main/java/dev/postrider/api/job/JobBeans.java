package dev.postrider.api.job;

import dev.postrider.api.deadletter.DeadLetterReader;
import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.EventPages;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.metric.Metric;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Topics;
import dev.postrider.meter.Meters;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** What jobs do, and who runs them. */
@Configuration(proxyBeanMethods = false)
class JobBeans {
    @Bean
    RedriveWork redriveWork(
            DeliveryPages deliveries,
            WebhookLookup webhooks,
            DeadLetterReader letters,
            ClosedDays closed,
            RecordProducer producer,
            Topics topics,
            RetryLadder ladder,
            InstantSource clock) {
        return new RedriveWork(deliveries, webhooks, letters, closed, producer, topics, ladder, clock);
    }

    @Bean
    ReplayWork replayWork(EventPages events, WebhookLookup webhooks, RecordProducer producer, Topics topics) {
        return new ReplayWork(events, webhooks, producer, topics);
    }

    @Bean
    CancelWork cancelWork(DeliveryPages deliveries, RecordProducer producer, Topics topics, InstantSource clock) {
        return new CancelWork(deliveries, producer, topics, clock);
    }

    @Bean
    @ConditionalOnProperty(name = "postrider.jobs.runner", matchIfMissing = true)
    JobRunner jobRunner(
            List<JobWork> works,
            Jobs jobs,
            DatabaseClient database,
            TransactionalOperator transactions,
            OperationalEvents events,
            InstantSource clock,
            JobProperties properties,
            Meters meters) {
        Leases leases = new Leases(database, transactions, events, UUID.randomUUID(), properties.lease());
        List<JobWork> counted = works.stream()
                .<JobWork>map(work -> new CountedWork(
                        work, meters.counter(Metric.JOB_ITEMS, work.kind().text())))
                .toList();
        return new JobRunner(counted, jobs, leases, clock, properties);
    }
}
