package dev.postrider.api.retention;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * The UTC days whose payloads are past an organization's retention. What belongs to such a day is neither shown nor sent any more, wherever
 * it may still stand; a day that was closed stays so.
 */
@Repository
public class ClosedDays {
    /** Why something has no payload. */
    public static final String REMOVED = "the payload was removed: it is past the organization's retention";

    private final DatabaseClient database;

    ClosedDays(DatabaseClient database) {
        this.database = database;
    }

    public Mono<Boolean> isClosed(OrganizationId organization, LocalDate day) {
        return closed(organization, Set.of(day)).map(closed -> !closed.isEmpty());
    }

    /** Those of the days that are closed. */
    public Mono<Set<LocalDate>> closed(OrganizationId organization, Collection<LocalDate> days) {
        return database.sql("SELECT day FROM closed_days WHERE organization_id = :organization AND day = ANY(:days)")
                .bind("organization", organization.value())
                .bind("days", days.toArray(LocalDate[]::new))
                .map(row -> Rows.get(row, "day", LocalDate.class))
                .all()
                .collect(Collectors.toSet());
    }
}
