package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.id.WebhookId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of webhooks whose records do not open: of each at once, but while the topic is first read only in the end, of
 * those whose last record does not. Records that were superseded may be sealed with keys that nobody needs any more. Belongs to
 * the thread that reads the topic.
 */
final class LockedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LockedRecords.class);

    private final Map<WebhookId, Locked> untold = new LinkedHashMap<>();
    private boolean loaded;

    private record Locked(long offset, String reason) {}

    /** Takes note of a record that does not open. */
    void add(WebhookId id, long offset, String reason) {
        Locked locked = new Locked(offset, reason);
        if (loaded) {
            tell(id, locked);
        } else {
            untold.put(id, locked);
        }
    }

    /** Takes note of a record that needs no key, or opens. */
    void supersede(WebhookId id) {
        untold.remove(id);
    }

    /** Says that the topic has been read up to its end. */
    void loaded() {
        loaded = true;
        untold.forEach(LockedRecords::tell);
        untold.clear();
    }

    private static void tell(WebhookId id, Locked locked) {
        LOG.atError()
                .addKeyValue("webhook", id)
                .addKeyValue("offset", locked.offset())
                .log("The deliveries of a webhook are held: {}", locked.reason());
    }
}
