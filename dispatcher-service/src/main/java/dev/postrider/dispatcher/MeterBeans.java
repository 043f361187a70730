package dev.postrider.dispatcher;

import dev.postrider.dispatcher.metric.DeliveryMetrics;
import dev.postrider.dispatcher.metric.DispatcherGauges;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.meter.MeterSettings;
import dev.postrider.meter.Meters;
import dev.postrider.meter.Stage;
import dev.postrider.meter.StageWatch;
import dev.postrider.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What is counted, whether the service is of use, and the watch over this service's two stages. */
@Configuration(proxyBeanMethods = false)
class MeterBeans {
    @Bean
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }

    @Bean
    DispatcherGauges dispatcherGauges(Meters meters) {
        return new DispatcherGauges(meters);
    }

    @Bean
    WebhookViewHealth webhookViewHealthIndicator(WebhookView view) {
        return new WebhookViewHealth(view);
    }

    @Bean
    DeliveryMetrics deliveryMetrics(Meters meters, RetrySettings retry, Tracing tracing) {
        return new DeliveryMetrics(meters, retry.ladder(), tracing.exemplars());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    StageWatch stageWatch(
            KafkaClients clients,
            KafkaSettings kafka,
            ProvisionedTopics provisioned,
            Environment environment,
            Meters meters,
            InstantSource clock) {
        MeterSettings settings = Binder.get(environment).bindOrCreate(MeterSettings.PREFIX, MeterSettings.class);
        List<Stage> stages = List.of(
                new Stage(
                        "fan-out", kafka.group(FanOutThread.GROUP), Set.copyOf(provisioned.ofEvents()), Duration.ZERO),
                new Stage(
                        "deliveries",
                        kafka.group(DispatcherBeans.DELIVERY_GROUP),
                        Set.of(provisioned.names().deliveries()),
                        Duration.ZERO));
        return new StageWatch(clients, stages, settings.intervalOrDefault(), meters, clock);
    }
}
