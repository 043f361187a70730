package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.WebhooksKey;
import dev.postrider.dispatcher.follow.Freshness;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * All webhooks, organizations and their event types as the {@code webhooks} topic has them, up to an offset that anyone can wait for.
 *
 * <p>One thread writes ({@link WebhookViewReader}); fan-out and delivery read. A webhook that was acknowledged to its owner
 * is in the view as soon as the view has reached the topic's end offset asked after that.
 *
 * <p>For each record the writer announces its offset, then changes the content, then says what is reached:
 *
 * <pre>
 *   reached ≤ content ≤ announced
 * </pre>
 *
 * So whoever has read {@code reached} finds all that lies below it, and whatever was found lies below what {@code announced}
 * is afterwards. Questions about one webhook or organization take no lock. A match takes one: a webhook whose new version
 * moves from one pattern to another must be found under either.
 */
public final class WebhookView {
    private static final Optional<HeldReason> DISABLED = Optional.of(HeldReason.DISABLED);
    private static final Optional<HeldReason> PAUSED = Optional.of(HeldReason.PAUSED);
    private static final Optional<HeldReason> LOCKED = Optional.of(HeldReason.SECRET_UNREADABLE);

    private final Map<WebhookId, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final Map<OrganizationId, OrganizationState> organizations = new ConcurrentHashMap<>();

    private final Set<WebhooksKey.OfEvent> cancelledEvents = ConcurrentHashMap.newKeySet();

    private final Map<WebhooksKey.OfEventType, RegisteredType> eventTypes = new ConcurrentHashMap<>();

    private final ReentrantReadWriteLock indexLock = new ReentrantReadWriteLock();
    private final Map<OrganizationId, WebhookIndex> indexes = new HashMap<>();
    private final SharedParts parts = new SharedParts();
    private final Reached reached = new Reached();
    private final Freshness freshness = new Freshness();

    private volatile long announced;
    private volatile OrganizationState everything = OrganizationState.ACTIVE;

    /** Says that the content is about to follow the record at an offset. */
    void announce(long offset) {
        announced = offset + 1;
    }

    /** Puts a webhook in, or another version in its place. */
    void put(Webhook version) {
        Webhook webhook = parts.share(version);
        Subscriber old = subscribers.put(webhook.id(), new Subscriber(webhook));
        indexLock.writeLock().lock();
        try {
            unindex(old);
            if (webhook.state().isMatched()) {
                indexes.computeIfAbsent(webhook.organization(), _ -> new WebhookIndex())
                        .add(webhook);
            }
        } finally {
            indexLock.writeLock().unlock();
        }
    }

    void remove(WebhookId id) {
        Subscriber old = subscribers.remove(id);
        indexLock.writeLock().lock();
        try {
            unindex(old);
        } finally {
            indexLock.writeLock().unlock();
        }
    }

    void put(OrganizationId organization, OrganizationState state) {
        organizations.put(organization, state);
    }

    void remove(OrganizationId organization) {
        organizations.remove(organization);
    }

    /** Turns the switch for everything. */
    void turn(OrganizationState state) {
        everything = state;
    }

    /** Notes that a scheduled event is not to be fanned out. */
    void cancel(WebhooksKey.OfEvent event) {
        cancelledEvents.add(event);
    }

    /** Forgets that a scheduled event was cancelled. */
    void restore(WebhooksKey.OfEvent event) {
        cancelledEvents.remove(event);
    }

    /** Puts an event type in that its organization has registered, or changed. */
    void put(WebhooksKey.OfEventType type, RegisteredType registered) {
        eventTypes.put(type, registered);
    }

    void remove(WebhooksKey.OfEventType type) {
        eventTypes.remove(type);
    }

    /** Says that everything below an offset is in. */
    void advance(long nextOffset) {
        reached.advance(nextOffset);
    }

    /**
     * Says that the view has reached the end offset that was asked at that moment.
     *
     * @param askedNanos by {@link System#nanoTime}
     */
    void confirmEnd(long askedNanos) {
        freshness.confirm(askedNanos);
    }

    /** The offset up to which the view holds everything. */
    public long reached() {
        return reached.offset();
    }

    /**
     * Waits until the view has reached an offset.
     *
     * @return whether it has within the deadline
     */
    public boolean await(long offset, Duration deadline) throws InterruptedException {
        return reached.await(offset, deadline);
    }

    /**
     * Whether the view has reached an end of the topic that was asked after a moment.
     *
     * @param nanos by {@link System#nanoTime}
     */
    public boolean isConfirmedSince(long nanos) {
        return freshness.isConfirmedSince(nanos);
    }

    /** Whether the view held all that had been acknowledged at some moment no longer ago than that. */
    public boolean isFresh(long nowNanos, Duration maxAge) {
        return freshness.isFresh(nowNanos, maxAge);
    }

    public Optional<Webhook> find(WebhookId id) {
        Subscriber found = subscribers.get(id);
        return found == null ? Optional.empty() : Optional.of(found.webhook());
    }

    /** A webhook with what an attempt needs besides; that of another version of it, where URL and access are the same. */
    public Subscriber subscriber(Webhook webhook) {
        Subscriber known = subscribers.get(webhook.id());
        if (known != null
                && known.webhook().url().equals(webhook.url())
                && known.webhook().access().equals(webhook.access())) {
            return known;
        }
        return new Subscriber(webhook);
    }

    /** Why the deliveries of a webhook are held: by its own state, its organization's, the switch for everything, or its secrets. */
    public Optional<HeldReason> heldReason(Webhook webhook) {
        if (webhook.state() == WebhookState.DISABLED) {
            return DISABLED;
        }
        boolean paused = webhook.state() == WebhookState.PAUSED
                || everything.paused()
                || state(webhook.organization()).paused();
        if (paused) {
            return PAUSED;
        }
        return webhook.isLocked() ? LOCKED : Optional.empty();
    }

    /** Whether the deliveries of a webhook are ended without being sent: by its organization's state, or the switch for everything. */
    public boolean isShadowed(Webhook webhook) {
        return everything.shadow() || state(webhook.organization()).shadow();
    }

    /** Whether a scheduled event was cancelled before it was due. */
    public boolean isCancelled(OrganizationId organization, EventId event) {
        return cancelledEvents.contains(new WebhooksKey.OfEvent(organization, event));
    }

    /** How an organization stands; one that nobody knows as any new one. */
    public OrganizationState state(OrganizationId organization) {
        return organizations.getOrDefault(organization, OrganizationState.ACTIVE);
    }

    /** An event type as its organization has registered it. */
    public Optional<RegisteredType> eventType(OrganizationId organization, EventType type) {
        return Optional.ofNullable(eventTypes.get(new WebhooksKey.OfEventType(organization, type)));
    }

    public boolean knows(OrganizationId organization) {
        return organizations.containsKey(organization);
    }

    /**
     * The webhooks of an organization that are matched and subscribe a type, in the order of their ids.
     *
     * @param after the match begins behind this id; null for the first
     * @param limit how many at most
     */
    public Matches match(OrganizationId organization, EventType type, @Nullable WebhookId after, int limit) {
        List<Webhook> webhooks;
        indexLock.readLock().lock();
        try {
            WebhookIndex index = indexes.get(organization);
            webhooks = index == null ? List.of() : index.match(type, after, limit);
        } finally {
            indexLock.readLock().unlock();
        }
        return new Matches(webhooks, webhooks.size() < limit, seen());
    }

    /** One webhook, if it is there, is matched at all and belongs to the organization; whatever types it subscribes. */
    public Matches matchOne(OrganizationId organization, WebhookId id) {
        List<Webhook> webhooks = find(id).filter(webhook ->
                        webhook.state().isMatched() && webhook.organization().equals(organization))
                .map(List::of)
                .orElse(List.of());
        return new Matches(webhooks, true, seen());
    }

    private long seen() {
        return Math.max(announced, reached());
    }

    /** How many webhooks are in each state, those whose secrets do not open apart; looks at all of them. */
    public Counts count() {
        Map<WebhookState, Integer> states = new EnumMap<>(WebhookState.class);
        int locked = 0;
        for (Subscriber subscriber : subscribers.values()) {
            if (subscriber.webhook().isLocked()) {
                locked++;
            } else {
                states.merge(subscriber.webhook().state(), 1, Integer::sum);
            }
        }
        return new Counts(states, locked);
    }

    /**
     * @param states of those that are not locked; none that is 0
     */
    public record Counts(Map<WebhookState, Integer> states, int locked) {}

    /** How many webhooks the view holds. */
    public int size() {
        return subscribers.size();
    }

    private void unindex(@Nullable Subscriber old) {
        if (old == null) {
            return;
        }
        Webhook webhook = old.webhook();
        WebhookIndex index = indexes.get(webhook.organization());
        if (index != null) {
            index.remove(webhook);
            if (index.isEmpty()) {
                indexes.remove(webhook.organization());
            }
        }
    }
}
