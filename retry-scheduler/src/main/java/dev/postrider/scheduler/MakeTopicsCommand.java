package dev.postrider.scheduler;

import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.RetryTiers;
import dev.postrider.kafka.TopicProvisioner;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * {@code make-topics}: makes the topics of all services that are missing, checks the others and does nothing else, for installations whose
 * services may make none. Needs {@code postrider.kafka.*} and {@code postrider.retry.tiers}.
 */
final class MakeTopicsCommand {
    static final String NAME = "make-topics";

    private static final Logger LOG = LoggerFactory.getLogger(MakeTopicsCommand.class);

    private MakeTopicsCommand() {}

    /**
     * @throws dev.postrider.kafka.TopicMismatchException naming every topic that cannot be made or is wrong, and the fix
     */
    static void run(String[] arguments) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Nothing.class)
                .properties(RetrySchedulerApplication.CONFIG_NAME)
                .web(WebApplicationType.NONE)
                .run(arguments)) {
            make(context.getEnvironment());
        }
    }

    private static void make(Environment environment) {
        Binder binder = Binder.get(environment);
        KafkaSettings kafka = binder.bindOrCreate("postrider.kafka", KafkaSettings.class);
        List<String> tiers = binder.bind("postrider.retry.tiers", Bindable.listOf(String.class))
                .orElseGet(() -> RetryTiers.of(null).names());
        new TopicProvisioner(new KafkaClients(kafka), kafka.withTopics(kafka.topicsMade()))
                .provision(RetryTiers.of(tiers).ladder());
        LOG.info(
                "All topics with the prefix {} are there and as they must be",
                kafka.topicNames().prefix());
    }

    /** A program without parts: it only reads its configuration. */
    static class Nothing {}
}
