package dev.postrider.api;

import dev.postrider.meter.Meters;
import dev.postrider.trace.Tracing;
import dev.postrider.trace.TracingSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;

/** What every feature is given: the time, chance, and a way to count. */
@Configuration(proxyBeanMethods = false)
class SharedBeans {
    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }

    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        TracingSettings settings = Binder.get(environment).bindOrCreate(TracingSettings.PREFIX, TracingSettings.class);
        return Tracing.of(settings, "postrider-api", ApiServiceApplication.class);
    }

    /** What the registry of metrics asks for exemplars; it asks for none where there is none. */
    @Bean
    @Nullable SpanContext exemplars(Tracing tracing) {
        return tracing.isOn() ? tracing.exemplars() : null;
    }

    /** Threads of its own: the library's shared ones end with whichever service of the process is stopped first. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }
}
