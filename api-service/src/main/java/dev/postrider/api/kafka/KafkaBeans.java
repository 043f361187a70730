package dev.postrider.api.kafka;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.TopicProvisioner;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The clients of Kafka and the names of its topics. */
@Configuration(proxyBeanMethods = false)
class KafkaBeans {
    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    /** Somebody waits for the answer of an HTTP request meanwhile. */
    private static final Duration DELIVERY = Duration.ofSeconds(8);

    @Bean
    KafkaSettings kafkaSettings(Environment environment) {
        return Binder.get(environment).bindOrCreate("postrider.kafka", KafkaSettings.class);
    }

    @Bean
    KafkaClients kafkaClients(KafkaSettings settings) {
        return new KafkaClients(settings);
    }

    @Bean
    RetryLadder retryLadder(RetrySettings retry) {
        return retry.ladder();
    }

    /** The names of topics that exist and are as they must be: whatever needs a topic needs this bean. */
    @Bean
    Topics topics(KafkaClients clients, KafkaSettings settings, RetryLadder ladder) {
        new TopicProvisioner(clients, settings).provision(ladder);
        return settings.topicNames();
    }

    @Bean(destroyMethod = "close")
    RecordProducer recordProducer(KafkaClients clients) {
        return new RecordProducer(clients.producer("api", MAX_BLOCK, DELIVERY));
    }
}
