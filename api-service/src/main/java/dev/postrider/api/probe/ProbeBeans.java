package dev.postrider.api.probe;

import dev.postrider.api.recurring.Recurring;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When probes are made. */
@Configuration(proxyBeanMethods = false)
class ProbeBeans {
    @Bean
    Recurring probing(Prober prober, ProbeSettings settings) {
        return new Recurring(settings.look(), settings.look(), prober::probe, "Disabled webhooks are probed later");
    }
}
