package dev.postrider.api.stats;

import dev.postrider.api.access.Caller;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.common.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which webhooks stand out.
 *
 * @param organization whose; empty for those of all
 * @param from the first hour, inclusive
 * @param to the end of the last hour
 */
record TopQuery(Optional<OrganizationId> organization, Instant from, Instant to, TopBy by, int limit) {
    static final Set<String> PARAMETERS = Set.of("by", "limit", "from", "to", "all_organizations");

    private static final int DEFAULT_LIMIT = 10;

    /** All organizations' hours have no index. */
    private static final Duration LONGEST_OF_ALL = Duration.ofDays(7);

    /**
     * Reads the parameters of a request; what is wrong with them is added to the errors.
     *
     * @throws dev.postrider.api.web.ProblemException 403 for who asks for all organizations and may not
     */
    static TopQuery read(Caller caller, Query query, FieldErrors errors, Instant now) {
        StatsQuery hours = StatsQuery.read(caller.organization(), query, errors, now);
        boolean all = query.flag("all_organizations").orElse(false);
        if (all && !caller.isPlatformAdmin()) {
            throw Problem.forbidden(
                            "all_organizations",
                            "is for the platform's administrator; leave it out for your own organization")
                    .toException();
        }
        if (all && Duration.between(hours.from(), hours.to()).compareTo(LONGEST_OF_ALL) > 0) {
            errors.add("from", "must be at most " + LONGEST_OF_ALL.toDays() + " days before to for all organizations");
        }
        return new TopQuery(
                all ? Optional.empty() : Optional.of(hours.organization()),
                hours.from(),
                hours.to(),
                query.choice("by", TopBy.names()).map(TopBy::of).orElse(TopBy.FAILURES),
                query.limit(DEFAULT_LIMIT));
    }
}
