package dev.postrider.api.retention;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.metric.Metric;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.Counter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Removes payloads that are past their organization's retention, to the UTC day. A day is closed first: from then on the log writes nothing
 * of it with a payload. When all that was being written has ended, its rows are gone through once, a page in each transaction, with the
 * place kept in the same transaction; so a process that ends in between leaves nothing half done, and no row is looked at again. Of several
 * processes one works at a time.
 */
final class PayloadRemoval {
    /** The key of the advisory lock; any number that nothing else in this database locks. */
    private static final long LOCK = 0x706f_7374_7264_7206L;

    /** Clocks differ: a day is over for the log writer before it is closed. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final String OLDEST = """
            SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD')) AS oldest
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('events'::regclass, 'deliveries'::regclass, 'rejected_events'::regclass)
                AND c.relname ~ '_[0-9]{8}$'""";

    /** The days of an organization that are closed have no gap, but where older ones came to be there again. */
    private static final String CLOSE = """
            INSERT INTO closed_days (organization_id, day)
            SELECT o.id, d::date FROM (
                SELECT id, coalesce(payload_days, CAST(:default AS integer)) AS days FROM organizations) AS o
            CROSS JOIN LATERAL (SELECT CASE
                WHEN EXISTS (SELECT 1 FROM closed_days AS c WHERE c.organization_id = o.id AND c.day = :oldest)
                THEN (SELECT max(c.day) FROM closed_days AS c WHERE c.organization_id = o.id) + 1
                ELSE CAST(:oldest AS date) END AS first) AS f
            CROSS JOIN LATERAL generate_series(f.first::timestamp, CAST(:today AS date) - o.days - 1, '1 day') AS d
            WHERE o.days IS NOT NULL
            ON CONFLICT DO NOTHING""";

    private static final String GO_ON = """
            UPDATE closed_days AS w SET emptied_at = NULL, part = DEFAULT, place_at = DEFAULT, place_id = DEFAULT,
                waits_for = NULL
            WHERE w.waits_for IS NOT NULL AND w.emptied_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM closed_days AS c WHERE c.organization_id = w.organization_id AND c.day = w.waits_for)""";

    private static final String NEXT = """
            SELECT organization_id, day, part, place_at, place_id, waits_for FROM closed_days
            WHERE emptied_at IS NULL AND closed_at <= now() - make_interval(secs => :settled)
            ORDER BY day, organization_id LIMIT 1""";

    private static final String SAVE = """
            UPDATE closed_days SET part = :part, place_at = :place_at, place_id = :place_id,
                waits_for = :waits_for, emptied_at = CASE WHEN :done THEN now() END
            WHERE organization_id = :organization AND day = :day""";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final InstantSource clock;
    private final RetentionSettings settings;
    private final Duration settled;
    private final Counter removed;

    /**
     * @param settled how long after it was closed nothing is being written any more that did not know it: longer than any transaction of
     *     the log
     */
    PayloadRemoval(
            DatabaseClient database,
            TransactionalOperator transactions,
            InstantSource clock,
            RetentionSettings settings,
            Duration settled,
            Meters meters) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
        this.settled = settled;
        this.removed = meters.counter(Metric.PAYLOADS_REMOVED);
    }

    /** Closes days and removes payloads until there are none left, or another process is at it. */
    Mono<Void> round() {
        return alone(close().thenReturn(true)).flatMap(_ -> rest());
    }

    private Mono<Void> rest() {
        return page().expand(_ -> page()).then();
    }

    /** One transaction; empty when there is nothing left, or another process is at it. */
    Mono<Long> page() {
        return alone(next().flatMap(this::empty)).doOnNext(removed::increment);
    }

    private <T> Mono<T> alone(Mono<T> work) {
        return transactions
                .transactional(database.sql("SELECT pg_try_advisory_xact_lock(:lock) AS mine")
                        .bind("lock", LOCK)
                        .map(row -> Rows.get(row, "mine", Boolean.class))
                        .one()
                        .filter(mine -> mine)
                        .flatMap(_ -> work))
                .timeout(DEADLINE);
    }

    Mono<Void> close() {
        return database.sql(OLDEST)
                .map(row -> Rows.get(row, "oldest", LocalDate.class))
                .one()
                .flatMap(oldest -> database.sql("DELETE FROM closed_days WHERE day < :oldest")
                        .bind("oldest", oldest)
                        .then()
                        .then(database.sql(CLOSE)
                                .bind("default", Parameters.in(R2dbcType.INTEGER, settings.payloadDays()))
                                .bind("oldest", oldest)
                                .bind(
                                        "today",
                                        clock.instant()
                                                .minus(GRACE)
                                                .atZone(ZoneOffset.UTC)
                                                .toLocalDate())
                                .then())
                        .then(database.sql(GO_ON).then()));
    }

    private record Place(
            OrganizationId organization,
            LocalDate day,
            PayloadPart part,
            String at,
            String id,
            @Nullable LocalDate waitsFor) {
        static Place read(Readable row) {
            PayloadPart part = PayloadPart.valueOf(Rows.get(row, "part", String.class));
            String id = Rows.get(row, "place_id", String.class);
            return new Place(
                    new OrganizationId(Rows.get(row, "organization_id", String.class)),
                    Rows.get(row, "day", LocalDate.class),
                    part,
                    Rows.get(row, "place_at", String.class),
                    id.isEmpty() ? part.start() : id,
                    Rows.optional(row, "waits_for", LocalDate.class));
        }

        Place at(Looked looked) {
            return new Place(organization, day, part, looked.at, looked.id, looked.waitsFor);
        }

        Place startOf(PayloadPart next, Looked looked) {
            return new Place(organization, day, next, "-infinity", next.start(), looked.waitsFor);
        }
    }

    /** What became of a page; the place of an empty one is the one before. */
    private record Looked(
            long rows,
            long emptied,
            String at,
            String id,
            @Nullable LocalDate waitsFor) {}

    private Mono<Place> next() {
        return database.sql(NEXT)
                .bind("settled", (double) settled.toSeconds())
                .map(Place::read)
                .one();
    }

    /** Goes on from a place until a page was full; how many payloads were removed. */
    private Mono<Long> empty(Place place) {
        return look(place).flatMap(looked -> {
            if (looked.rows == settings.batchRows()) {
                return save(place.at(looked), false).thenReturn(looked.emptied);
            }
            return place.part
                    .next()
                    .map(part -> empty(place.startOf(part, looked)).map(more -> looked.emptied + more))
                    .orElseGet(() -> save(place.at(looked), true).thenReturn(looked.emptied));
        });
    }

    private Mono<Looked> look(Place place) {
        return database.sql(place.part.sql())
                .bind("organization", place.organization.value())
                .bind("day", place.day)
                .bind("place_at", place.at)
                .bind("place_id", place.id)
                .bind("limit", settings.batchRows())
                .map(row -> new Looked(
                        Rows.get(row, "looked", Long.class),
                        Rows.get(row, "emptied", Long.class),
                        or(Rows.optional(row, "place_at", String.class), place.at),
                        or(Rows.optional(row, "place_id", String.class), place.id),
                        earlier(Rows.optional(row, "waits_for", LocalDate.class), place.waitsFor)))
                .one();
    }

    private static String or(@Nullable String text, String other) {
        return text == null ? other : text;
    }

    private static @Nullable LocalDate earlier(@Nullable LocalDate one, @Nullable LocalDate other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private Mono<Void> save(Place place, boolean done) {
        return database.sql(SAVE)
                .bind("part", place.part.name())
                .bind("place_at", place.at)
                .bind("place_id", place.id)
                .bind("waits_for", Parameters.in(R2dbcType.DATE, place.waitsFor))
                .bind("done", done)
                .bind("organization", place.organization.value())
                .bind("day", place.day)
                .then();
    }
}
