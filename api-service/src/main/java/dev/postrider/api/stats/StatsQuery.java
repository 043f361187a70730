package dev.postrider.api.stats;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the statistics.
 *
 * @param from the first hour, inclusive
 * @param to the end of the last hour
 */
record StatsQuery(
        OrganizationId organization,
        Optional<WebhookId> webhook,
        Optional<String> eventType,
        Instant from,
        Instant to,
        Optional<Grouping> groupBy) {
    static final Set<String> PARAMETERS = Set.of("webhook_id", "event_type", "from", "to", "group_by");

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(92);
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(31);

    /** Reads the parameters of a request; what is wrong with them is added to the errors. */
    static StatsQuery read(OrganizationId organization, Query query, FieldErrors errors, Instant now) {
        TimeRange range = TimeRange.read(query, errors);
        Instant to = range.to().orElse(now);
        Instant from = range.from().orElse(to.minus(DEFAULT_RANGE));
        Optional<Grouping> groupBy = query.choice("group_by", Grouping.names()).map(Grouping::of);
        Duration longest = groupBy.equals(Optional.of(Grouping.HOUR)) ? LONGEST_BY_HOUR : LONGEST;
        if (from.isBefore(to) && Duration.between(from, to).compareTo(longest) > 0) {
            errors.add(
                    "from",
                    "must be at most " + longest.toDays() + " days before to"
                            + (longest.equals(LONGEST_BY_HOUR)
                                    ? " where hours are asked for; group_by=day takes more"
                                    : ""));
        }
        return new StatsQuery(
                organization,
                query.uuid("webhook_id").map(WebhookId::new),
                query.text("event_type"),
                from.truncatedTo(ChronoUnit.HOURS),
                endOfHour(to),
                groupBy);
    }

    StatsQuery of(WebhookId only) {
        return new StatsQuery(organization, Optional.of(only), eventType, from, to, groupBy);
    }

    private static Instant endOfHour(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }
}
