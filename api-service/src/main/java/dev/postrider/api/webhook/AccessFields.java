package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import org.jspecify.annotations.Nullable;

/** The fields {@code auth} and {@code tls} of a webhook. */
final class AccessFields {
    private final AuthField auth;
    private final TlsField tls;
    private final FieldErrors errors;

    AccessFields(Fields fields, FieldErrors errors, UrlRules urls, OrganizationId organization) {
        this.auth = new AuthField(fields, errors, urls, organization);
        this.tls = new TlsField(fields, errors);
        this.errors = errors;
    }

    /**
     * The access; that before where the request says nothing.
     *
     * @param headers that the webhook will have; null where they are wrong
     */
    Access read(Access before, WebhookForm.Mode mode, @Nullable CustomHeaders headers) {
        Access read = new Access(auth.read(before.auth(), mode), tls.read(before.tls(), mode));
        if (read.auth() != null
                && headers != null
                && headers.entries().keySet().stream().anyMatch(EndpointAuth.HEADER::equalsIgnoreCase)) {
            errors.add("headers", "must not set 'Authorization' where auth is set; take one of them away");
        }
        return read.isNone() ? Access.NONE : read;
    }
}
