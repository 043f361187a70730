package dev.postrider.api.webhook;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What webhooks may be, {@code postrider.webhooks.*}.
 *
 * @param allowHttp whether URLs may be plain http; for development
 * @param allowPrivateAddresses whether URLs may lead to this machine and to private networks; for development
 * @param maxPerOrganization webhooks that an organization may have
 */
@ConfigurationProperties("postrider.webhooks")
public record WebhookSettings(
        @DefaultValue("false") boolean allowHttp,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @DefaultValue("1000") int maxPerOrganization) {
    public WebhookSettings {
        if (maxPerOrganization < 1) {
            throw new IllegalArgumentException("postrider.webhooks.max-per-organization must be at least 1");
        }
    }
}
