package dev.postrider.dispatcher;

import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.TopicProvisioner;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Kafka for this service. */
@Configuration(proxyBeanMethods = false)
class KafkaBeans {
    @Bean
    KafkaSettings kafkaSettings(Environment environment) {
        return Binder.get(environment).bindOrCreate("postrider.kafka", KafkaSettings.class);
    }

    @Bean
    KafkaClients kafkaClients(KafkaSettings settings) {
        return new KafkaClients(settings);
    }

    /** Nothing that needs a topic may start before this bean exists. */
    @Bean
    ProvisionedTopics provisionedTopics(KafkaClients clients, KafkaSettings settings, RetrySettings retry) {
        new TopicProvisioner(clients, settings).provision(retry.ladder());
        return new ProvisionedTopics(settings.topicNames(), settings.eventSources());
    }
}
