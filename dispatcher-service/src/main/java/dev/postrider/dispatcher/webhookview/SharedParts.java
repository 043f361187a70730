package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.Webhook;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives parts of webhooks that are equal one object: of 100,000 webhooks, most have the same organization, patterns and
 * policies, and would be twice the size without. Remembers those met last, up to a limit; what is forgotten is merely no longer
 * shared.
 *
 * <p>Belongs to the thread that writes the view.
 */
final class SharedParts {
    private static final int LIMIT = 10_000;

    private final Map<Object, Object> parts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
            return size() > LIMIT;
        }
    };

    /** An equal webhook of shared parts. */
    Webhook share(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                shared(webhook.organization()),
                webhook.url(),
                shared(webhook.events()),
                webhook.state(),
                shared(webhook.headers()),
                shared(webhook.timeout()),
                shared(webhook.retry()),
                share(webhook.signing()),
                shared(webhook.pacing()),
                webhook.version(),
                webhook.cancelBefore(),
                webhook.access(),
                webhook.propagateTrace());
    }

    /** Keys are each webhook's own. */
    private Signing share(Signing signing) {
        return new Signing(signing.secrets(), signing.keys(), shared(signing.signatures()));
    }

    @SuppressWarnings("unchecked") // An equal part is of the same type.
    private <T> T shared(T part) {
        Object known = parts.putIfAbsent(part, part);
        return known == null ? part : (T) known;
    }
}
