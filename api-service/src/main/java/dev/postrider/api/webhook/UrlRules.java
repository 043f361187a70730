package dev.postrider.api.webhook;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.Destination;
import dev.postrider.egress.url.EndpointUrl;
import org.springframework.stereotype.Component;

/**
 * What the URL of an endpoint may be. Hosts that are addresses, and ports, are judged here, so that their author hears of it at
 * once; names are judged when they are connected to, since what they resolve to changes.
 */
@Component
public final class UrlRules {
    private final boolean allowHttp;
    private final AddressGuard guard;

    public UrlRules(WebhookSettings settings, AddressGuard guard) {
        this.allowHttp = settings.allowHttp();
        this.guard = guard;
    }

    /**
     * The URL in canonical form, if it may be used.
     *
     * @param organization whose webhook it is for
     * @throws IllegalArgumentException with a message fit for a user
     */
    public EndpointUrl require(String text, OrganizationId organization) {
        EndpointUrl url = EndpointUrl.parse(text);
        if (!url.tls() && !allowHttp) {
            throw new IllegalArgumentException("must start with https://; plain http is switched off here");
        }
        guard.refusal(new Destination(organization, url.host(), url.port())).ifPresent(reason -> {
            throw new IllegalArgumentException("must not lead there: " + reason);
        });
        return url;
    }
}
