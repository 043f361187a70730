package dev.postrider.api.deliverylog;

import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Authenticator;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Limits;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.meter.Meters;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

/**
 * The delivery log alone as an application: what all features share, and keys that say whose they are, such as
 * {@code viewer:acme}. It carries no stereotype, so that the whole service does not find it.
 */
@EnableAutoConfiguration
@ConfigurationPropertiesScan({
    "dev.postrider.api.access",
    "dev.postrider.api.database",
    "dev.postrider.api.deliverylog",
    "dev.postrider.api.retention"
})
@ComponentScan({
    "dev.postrider.api.web",
    "dev.postrider.api.access",
    "dev.postrider.api.database",
    "dev.postrider.api.deliverylog",
    "dev.postrider.api.matching",
    "dev.postrider.api.retention",
    "dev.postrider.api.stats"
})
class LogApplication {

    /** Starts it, on a free port if it serves HTTP. */
    static ConfigurableApplicationContext start(
            WebApplicationType type, TestDatabase database, String topicPrefix, String... more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("spring.config.name", "api-service");
        List<String> arguments = new ArrayList<>(List.of(
                "--postrider.port=0",
                "--postrider.management-port=0",
                "--postrider.database.host=" + database.host(),
                "--postrider.database.port=" + database.port(),
                "--postrider.database.name=" + database.name(),
                "--postrider.database.username=" + database.user(),
                "--postrider.database.password=" + database.password(),
                "--postrider.kafka.bootstrap-servers=" + TestBroker.shared().bootstrapServers(),
                "--postrider.kafka.topic-prefix=" + topicPrefix));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(LogApplication.class)
                .web(type)
                .properties(settings)
                .run(arguments.toArray(String[]::new));
    }

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }

    @Bean
    KafkaSettings kafkaSettings(Environment environment) {
        return Binder.get(environment).bindOrCreate("postrider.kafka", KafkaSettings.class);
    }

    @Bean
    KafkaClients kafkaClients(KafkaSettings settings) {
        return new KafkaClients(settings);
    }

    @Bean
    Topics topics(KafkaSettings settings) {
        return settings.topicNames();
    }

    @Bean
    Authenticator authenticator() {
        return (key, _) -> {
            String[] parts = key.split(":", 2);
            return parts.length == 2
                    ? Mono.just(new Caller(
                            new OrganizationId(parts[1]),
                            parts[0].equals(Role.PLATFORM_ADMIN.text()) ? Role.PLATFORM_ADMIN : Role.parse(parts[0]),
                            new Actor(Actor.Kind.API_KEY, key, null),
                            Limits.DEFAULT))
                    : Mono.error(Problem.unauthorized("unknown key").toException());
        };
    }
}
