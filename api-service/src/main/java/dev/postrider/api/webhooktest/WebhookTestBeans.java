package dev.postrider.api.webhooktest;

import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundSettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.exchange.HttpSender;
import java.time.Duration;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sender of tests, behind the same guard as all deliveries. */
@Configuration(proxyBeanMethods = false)
class WebhookTestBeans {
    private static final String UNPACKED = "dev";

    /**
     * Far above what is under way at once: {@link AskedRequests#MAX_ALTOGETHER} of users, as many as a few dozen probes and
     * challenges, each with a token perhaps. The rest is for connections that are idle until they are closed.
     */
    private static final int MAX_CONNECTIONS = 2048;

    /** Hardly any is used again. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    @Bean
    UserAgent userAgent() {
        return new UserAgent(egressSettings().userAgent());
    }

    @Bean(destroyMethod = "close")
    Sender testSender(OutboundSettings outbound, AddressGuard guard) {
        return new HttpSender(
                egressSettings()
                        .withMaxConnections(MAX_CONNECTIONS)
                        .withIdleTimeout(IDLE)
                        .withProxy(outbound.proxy()),
                guard);
    }

    /** The version stands in the manifest of the packed service only. */
    private static EgressSettings egressSettings() {
        return EgressSettings.defaults(
                Objects.requireNonNullElse(WebhookTestBeans.class.getPackage().getImplementationVersion(), UNPACKED));
    }
}
