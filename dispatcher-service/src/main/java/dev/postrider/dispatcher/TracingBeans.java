package dev.postrider.dispatcher;

import dev.postrider.trace.Tracing;
import dev.postrider.trace.TracingSettings;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Spans and the exemplars that name them. */
@Configuration(proxyBeanMethods = false)
class TracingBeans {
    @Bean(destroyMethod = "close")
    Tracing tracing(Environment environment) {
        TracingSettings settings = Binder.get(environment).bindOrCreate(TracingSettings.PREFIX, TracingSettings.class);
        return Tracing.of(settings, "postrider-dispatcher", DispatcherApplication.class);
    }

    /** What the registry of metrics asks for exemplars; it asks for none where there is none. */
    @Bean
    @Nullable SpanContext exemplars(Tracing tracing) {
        return tracing.isOn() ? tracing.exemplars() : null;
    }
}
