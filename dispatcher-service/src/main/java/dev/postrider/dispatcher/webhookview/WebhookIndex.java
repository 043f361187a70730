package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One organization's webhooks by the patterns they subscribe. A match looks up the exact type, each of its prefixes and the
 * ones that want everything, and merges what it finds: its cost depends on the dots in the type and on how many matches are
 * asked for, not on what does not match.
 *
 * <p>Not safe for concurrent use; {@link WebhookView} guards it.
 */
final class WebhookIndex {
    private final Map<String, NavigableMap<WebhookId, Webhook>> exact = new HashMap<>();
    private final Map<String, NavigableMap<WebhookId, Webhook>> prefixes = new HashMap<>();
    private final NavigableMap<WebhookId, Webhook> all = new TreeMap<>();

    void add(Webhook webhook) {
        for (EventPattern pattern : webhook.events()) {
            switch (pattern) {
                case EventPattern.All() -> all.put(webhook.id(), webhook);
                case EventPattern.Exact(EventType type) -> put(exact, type.value(), webhook);
                case EventPattern.Prefix(String prefix) -> put(prefixes, prefix, webhook);
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

    /**
     * The webhooks that a type matches, each once, in the order of their ids.
     *
     * @param after the match begins behind this id; null for the first
     * @param limit how many at most
     */
    List<Webhook> match(EventType type, @Nullable WebhookId after, int limit) {
        PriorityQueue<Cursor> cursors = new PriorityQueue<>();
        String text = type.value();
        if (!type.isOperational()) {
            open(all, after, cursors);
        }
        open(exact.get(text), after, cursors);
        // A prefix matches only what is longer than it, so a dot at the very end starts none.
        for (int dot = text.indexOf('.'); dot >= 0 && dot < text.length() - 1; dot = text.indexOf('.', dot + 1)) {
            open(prefixes.get(text.substring(0, dot + 1)), after, cursors);
        }
        return merge(cursors, limit);
    }

    boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty() && all.isEmpty();
    }

    private static void open(
            @Nullable NavigableMap<WebhookId, Webhook> from, @Nullable WebhookId after, PriorityQueue<Cursor> cursors) {
        if (from != null) {
            Cursor cursor = new Cursor(
                    (after == null ? from : from.tailMap(after, false)).values().iterator());
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
    }

    private static List<Webhook> merge(PriorityQueue<Cursor> cursors, int limit) {
        List<Webhook> merged = new ArrayList<>();
        Cursor lowest = cursors.poll();
        while (lowest != null && merged.size() < limit) {
            Webhook next = lowest.head();
            if (merged.isEmpty() || !merged.getLast().id().equals(next.id())) {
                merged.add(next);
            }
            if (lowest.advance()) {
                cursors.add(lowest);
            }
            lowest = cursors.poll();
        }
        return merged;
    }

    private static void put(Map<String, NavigableMap<WebhookId, Webhook>> into, String key, Webhook webhook) {
        into.computeIfAbsent(key, _ -> new TreeMap<>()).put(webhook.id(), webhook);
    }

    private static void drop(Map<String, NavigableMap<WebhookId, Webhook>> from, String key, WebhookId id) {
        NavigableMap<WebhookId, Webhook> found = from.get(key);
        if (found != null && found.remove(id) != null && found.isEmpty()) {
            from.remove(key);
        }
    }
}
