package dev.postrider.common.wire;

import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.common.webhook.Webhook;

/** A webhook's record as it was read. */
public sealed interface ReadWebhook {
    /** The webhook; locked where its sealed part did not open. */
    Webhook webhook();

    /** All of it could be read. */
    record Open(Webhook webhook) implements ReadWebhook {}

    /**
     * Only what stands in clear could be read: enough to match events, not to send anything.
     *
     * @param reason which key is missing or what is wrong, fit for a log
     */
    record Locked(Webhook webhook, UnreadableSecretException reason) implements ReadWebhook {}
}
