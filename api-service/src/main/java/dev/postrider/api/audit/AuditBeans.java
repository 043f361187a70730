package dev.postrider.api.audit;

import dev.postrider.api.recurring.Recurring;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the audit log forget what is past its retention. */
@Configuration(proxyBeanMethods = false)
class AuditBeans {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    @Bean
    Recurring auditForgetting(AuditLog log, AuditSettings settings, InstantSource clock) {
        return new Recurring(
                FIRST,
                INTERVAL,
                () -> log.forgetBefore(clock.instant().minus(settings.retention())),
                "Old rows of the audit log are deleted later");
    }
}
