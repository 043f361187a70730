package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All webhooks and organizations as the {@code webhooks} topic has them, up to an offset that anyone can wait for.
 *
 * <p>One thread writes ({@link WebhookViewReader}); fan-out and delivery read. A webhook that was acknowledged to its owner
 * is in the view as soon as the view has reached the topic's end offset asked after that.
 */
public final class WebhookView {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition advanced = lock.writeLock().newCondition();

    private final Map<WebhookId, Webhook> webhooks = new HashMap<>();
    private final Map<OrganizationId, WebhookIndex> indexes = new HashMap<>();
    /** Each with whether its deliveries are held. */
    private final Map<OrganizationId, Boolean> organizations = new HashMap<>();

    private boolean everythingPaused;
    private long reached;
    private @Nullable Long endAskedNanos;

    /** Puts a webhook in, or another version in its place. */
    void put(Webhook webhook) {
        writing(() -> {
            drop(webhook.id());
            webhooks.put(webhook.id(), webhook);
            if (webhook.state().isMatched()) {
                indexes.computeIfAbsent(webhook.organization(), _ -> new WebhookIndex())
                        .add(webhook);
            }
        });
    }

    void remove(WebhookId id) {
        writing(() -> drop(id));
    }

    /**
     * @param paused whether its deliveries are held
     */
    void put(OrganizationId organization, boolean paused) {
        writing(() -> organizations.put(organization, paused));
    }

    /**
     * @param paused whether all deliveries are held
     */
    void pauseEverything(boolean paused) {
        writing(() -> everythingPaused = paused);
    }

    void remove(OrganizationId organization) {
        writing(() -> organizations.remove(organization));
    }

    /** Says that everything below an offset is in. */
    void advance(long nextOffset) {
        writing(() -> {
            reached = nextOffset;
            advanced.signalAll();
        });
    }

    /**
     * Says that the view has reached the end offset that was asked at that moment.
     *
     * @param askedNanos by {@link System#nanoTime}: a wall clock that is set back would make an old view fresh
     */
    void confirmEnd(long askedNanos) {
        writing(() -> endAskedNanos = askedNanos);
    }

    /** The offset up to which the view holds everything. */
    public long reached() {
        return reading(() -> reached);
    }

    /**
     * Whether the view has reached an end of the topic that was asked after a moment.
     *
     * @param nanos by {@link System#nanoTime}
     */
    public boolean isConfirmedSince(long nanos) {
        Long asked = reading(() -> endAskedNanos);
        return asked != null && asked - nanos > 0;
    }

    /** Whether the view held all that had been acknowledged at some moment no longer ago than that. */
    public boolean isFresh(long nowNanos, Duration maxAge) {
        Long asked = reading(() -> endAskedNanos);
        return asked != null && nowNanos - asked <= maxAge.toNanos();
    }

    /**
     * Waits until the view has reached an offset.
     *
     * @return whether it has within the deadline
     */
    public boolean await(long offset, Duration deadline) throws InterruptedException {
        long nanos = deadline.toNanos();
        lock.writeLock().lock();
        try {
            while (reached < offset) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = advanced.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    public Optional<Webhook> find(WebhookId id) {
        return reading(() -> Optional.ofNullable(webhooks.get(id)));
    }

    /** Why the deliveries of a webhook are held by its own state, its organization's, or the switch for everything. */
    public Optional<HeldReason> heldReason(Webhook webhook) {
        return reading(() -> {
            if (webhook.state() == WebhookState.DISABLED) {
                return Optional.of(HeldReason.DISABLED);
            }
            boolean paused = webhook.state() == WebhookState.PAUSED
                    || everythingPaused
                    || organizations.getOrDefault(webhook.organization(), false);
            return paused ? Optional.of(HeldReason.PAUSED) : Optional.empty();
        });
    }

    public boolean knows(OrganizationId organization) {
        return reading(() -> organizations.containsKey(organization));
    }

    /** The active webhooks of an organization that subscribe a type, in the order of their ids. */
    public List<WebhookId> match(OrganizationId organization, EventType type) {
        return reading(() -> {
            WebhookIndex index = indexes.get(organization);
            return index == null ? List.<WebhookId>of() : List.copyOf(index.match(type));
        });
    }

    /** How many webhooks the view holds. */
    public int size() {
        return reading(webhooks::size);
    }

    private void drop(WebhookId id) {
        Webhook old = webhooks.remove(id);
        WebhookIndex index = old == null ? null : indexes.get(old.organization());
        if (old != null && index != null) {
            index.remove(old);
            if (index.isEmpty()) {
                indexes.remove(old.organization());
            }
        }
    }

    private void writing(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T extends @Nullable Object> T reading(Supplier<T> question) {
        lock.readLock().lock();
        try {
            return question.get();
        } finally {
            lock.readLock().unlock();
        }
    }
}
