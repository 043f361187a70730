package dev.postrider.api.stats;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * What is added up separately: an hour of the deliveries of one event type to one webhook.
 *
 * @param hour when it begins
 */
public record StatsKey(OrganizationId organization, Instant hour, WebhookId webhook, EventType type)
        implements Comparable<StatsKey> {
    private static final Comparator<StatsKey> ORDER = Comparator.comparing(
                    (StatsKey key) -> key.organization().value())
            .thenComparing(StatsKey::hour)
            .thenComparing(StatsKey::webhook)
            .thenComparing(key -> key.type().value());

    /** Of the hour that a moment falls into. */
    public static StatsKey at(Instant moment, OrganizationId organization, WebhookId webhook, EventType type) {
        return new StatsKey(organization, moment.truncatedTo(ChronoUnit.HOURS), webhook, type);
    }

    /** The UTC day whose partitions keep it. */
    public LocalDate day() {
        return LocalDate.ofInstant(hour, ZoneOffset.UTC);
    }

    @Override
    public int compareTo(StatsKey other) {
        return ORDER.compare(this, other);
    }
}
