package dev.postrider.api.publication;

import dev.postrider.common.secret.Seal;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The reader of the topic of webhooks. */
@Configuration(proxyBeanMethods = false)
class PublicationBeans {
    @Bean
    TopicVersions topicVersions(KafkaClients clients, Topics topics, Seal seal) {
        return new TopicVersions(() -> clients.reader("api-webhooks", Map.of()), topics, seal);
    }
}
