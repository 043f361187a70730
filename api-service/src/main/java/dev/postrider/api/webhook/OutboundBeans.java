package dev.postrider.api.webhook;

import dev.postrider.egress.OutboundSettings;
import dev.postrider.egress.address.AddressGuard;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Where webhooks may lead: one judgement for what is written and for what is tested. */
@Configuration(proxyBeanMethods = false)
class OutboundBeans {
    @Bean
    OutboundSettings outboundSettings(Environment environment) {
        return Binder.get(environment).bindOrCreate(OutboundSettings.PREFIX, OutboundSettings.class);
    }

    @Bean
    AddressGuard addressGuard(OutboundSettings outbound, WebhookSettings webhooks) {
        return outbound.guard(webhooks.allowPrivateAddresses());
    }
}
