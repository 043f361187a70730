package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A place in a sequence of webhooks in the order of their ids; cursors are ordered by the webhook they stand on. */
final class Cursor implements Comparable<Cursor> {
    private final Iterator<Webhook> rest;
    private @Nullable Webhook head;

    /** Stands before the first; {@link #advance} comes before anything else. */
    Cursor(Iterator<Webhook> rest) {
        this.rest = rest;
    }

    /** Goes to the next webhook; false if there is none, and the cursor is at its end. */
    boolean advance() {
        head = rest.hasNext() ? rest.next() : null;
        return head != null;
    }

    Webhook head() {
        return Objects.requireNonNull(head, "the cursor stands on no webhook");
    }

    @Override
    public int compareTo(Cursor other) {
        return head().id().compareTo(other.head().id());
    }
}
