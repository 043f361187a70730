package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One organization's webhooks by the patterns they subscribe. A match looks up the exact type, each of its prefixes and the
 * ones that want everything: its cost depends on the dots in the type and on what matches, not on what does not.
 *
 * <p>Not safe for concurrent use; {@link WebhookView} guards it.
 */
final class WebhookIndex {
    private final Map<String, NavigableSet<WebhookId>> exact = new HashMap<>();
    private final Map<String, NavigableSet<WebhookId>> prefixes = new HashMap<>();
    private final NavigableSet<WebhookId> all = new TreeSet<>();

    void add(Webhook webhook) {
        for (EventPattern pattern : webhook.events()) {
            switch (pattern) {
                case EventPattern.All() -> all.add(webhook.id());
                case EventPattern.Exact(EventType type) -> put(exact, type.value(), webhook.id());
                case EventPattern.Prefix(String prefix) -> put(prefixes, prefix, webhook.id());
            }
        }
    }

    void remove(Webhook webhook) {
        for (EventPattern pattern : webhook.events()) {
            switch (pattern) {
                case EventPattern.All() -> all.remove(webhook.id());
                case EventPattern.Exact(EventType type) -> drop(exact, type.value(), webhook.id());
                case EventPattern.Prefix(String prefix) -> drop(prefixes, prefix, webhook.id());
            }
        }
    }

    /** The webhooks that a type matches, each once, in the order of their ids. */
    NavigableSet<WebhookId> match(EventType type) {
        NavigableSet<WebhookId> matches = new TreeSet<>();
        String text = type.value();
        if (!type.isOperational()) {
            matches.addAll(all);
        }
        collect(exact, text, matches);
        // A prefix matches only what is longer than it, so a dot at the very end starts none.
        for (int dot = text.indexOf('.'); dot >= 0 && dot < text.length() - 1; dot = text.indexOf('.', dot + 1)) {
            collect(prefixes, text.substring(0, dot + 1), matches);
        }
        return matches;
    }

    boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty() && all.isEmpty();
    }

    private static void collect(
            Map<String, NavigableSet<WebhookId>> from, String key, NavigableSet<WebhookId> matches) {
        NavigableSet<WebhookId> found = from.get(key);
        if (found != null) {
            matches.addAll(found);
        }
    }

    private static void put(Map<String, NavigableSet<WebhookId>> into, String key, WebhookId id) {
        into.computeIfAbsent(key, _ -> new TreeSet<>()).add(id);
    }

    private static void drop(Map<String, NavigableSet<WebhookId>> from, String key, WebhookId id) {
        NavigableSet<WebhookId> found = from.get(key);
        if (found != null && found.remove(id) && found.isEmpty()) {
            from.remove(key);
        }
    }
}
