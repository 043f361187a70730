package dev.postrider.scheduler;

import dev.postrider.kafka.KafkaSettings;
import dev.postrider.meter.MeterSettings;
import dev.postrider.meter.Meters;
import dev.postrider.scheduler.tier.Clocks;
import dev.postrider.scheduler.tier.RetryProperties;
import dev.postrider.scheduler.tier.TierHealth;
import dev.postrider.scheduler.tier.TierScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The wiring: one scheduler, its health, and a process that counts as broken once a tier is no longer read. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetryProperties.class)
class SchedulerConfiguration {
    @Bean
    KafkaSettings kafkaSettings(Environment environment) {
        return Binder.get(environment).bindOrCreate("postrider.kafka", KafkaSettings.class);
    }

    @Bean
    Clocks clocks() {
        return Clocks.system();
    }

    @Bean
    TierScheduler tierScheduler(
            KafkaSettings kafka,
            RetryProperties properties,
            Clocks clocks,
            MeterRegistry registry,
            Environment environment,
            ApplicationContext context) {
        return new TierScheduler(
                kafka,
                properties,
                clocks,
                new Meters(registry),
                Binder.get(environment).bindOrCreate(MeterSettings.PREFIX, MeterSettings.class),
                (message, cause) -> AvailabilityChangeEvent.publish(context, LivenessState.BROKEN));
    }

    @Bean
    TierHealth tiersHealthIndicator(TierScheduler scheduler) {
        return new TierHealth(scheduler);
    }
}
