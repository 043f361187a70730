package dev.postrider.api.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds where a key or an organization has no limit of its own, {@code postrider.limits.*}, for each process; zero for no
 * limit.
 *
 * @param requestsPerSecond of a key, or of a token's subject
 * @param organizationRequestsPerSecond of all of an organization's together
 * @param publishPerSecond events of an organization
 */
@ConfigurationProperties("postrider.limits")
record QuotaSettings(
        @DefaultValue("10000") int requestsPerSecond,
        @DefaultValue("20000") int organizationRequestsPerSecond,
        @DefaultValue("100000") int publishPerSecond) {
    QuotaSettings {
        require("requests-per-second", requestsPerSecond);
        require("organization-requests-per-second", organizationRequestsPerSecond);
        require("publish-per-second", publishPerSecond);
    }

    private static void require(String name, int rate) {
        if (rate < 0) {
            throw new IllegalArgumentException("postrider.limits." + name + " must not be negative; 0 is no limit");
        }
    }
}
