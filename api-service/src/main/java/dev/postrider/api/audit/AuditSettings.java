package dev.postrider.api.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log's settings, {@code postrider.audit.*}.
 *
 * @param retention how long rows are kept
 */
@ConfigurationProperties("postrider.audit")
record AuditSettings(@DefaultValue("365d") Duration retention) {
    AuditSettings {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("postrider.audit.retention must be at least 1d");
        }
    }
}
