package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The daily partitions of the log's tables: which days may have some, making them, and dropping them. */
final class LogPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(LogPartitions.class);

    /** Guards the making of partitions: two replicas at it would fail each other. */
    private static final long LOCK = 7_230_984_120_551L;

    /** Clocks differ, and a batch may straddle midnight. */
    private static final int DAYS_OF_GRACE = 1;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)";
    private static final String WAIT_FOR_LOCK = "SELECT 1 FROM pg_advisory_xact_lock($1)";
    private static final String CREATE = "SELECT 1 FROM create_log_day($1, $2)";
    /** The last day for which every table has a partition. */
    private static final String LAST = """
        SELECT coalesce(min(newest), current_date - 1) FROM (
            SELECT max(to_date(right(c.relname, 8), 'YYYYMMDD')) AS newest
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('events'::regclass, 'deliveries'::regclass, 'delivery_attempts'::regclass)
                AND c.relname ~ '_[0-9]{8}$'
            GROUP BY i.inhparent) AS tables
        """;

    private static final String DROP = "SELECT drop_log_days($1, $2)";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final InstantSource clock;
    private final DeliveryLogProperties properties;
    private final Set<LogDay> known = ConcurrentHashMap.newKeySet();
    private volatile @Nullable LocalDate last;

    LogPartitions(
            DatabaseClient database,
            TransactionalOperator transactions,
            InstantSource clock,
            DeliveryLogProperties properties) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.properties = properties;
    }

    /** Whether rows of this day are kept. Others are left out, lest a wrong clock fill the database with partitions. */
    boolean isKept(LogDay day) {
        LocalDate newest = today().plusDays(DAYS_OF_GRACE);
        return !day.day().isBefore(oldest(day.kind())) && !day.day().isAfter(newest);
    }

    /** Makes what a batch needs and is not there, waiting for whoever is at it. */
    Mono<Void> ensure(Collection<LogDay> days) {
        Set<LogDay> missing = new TreeSet<>(days);
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return Mono.empty();
        }
        Mono<Void> work = database.sql(WAIT_FOR_LOCK).bind(0, LOCK).then().then(create(missing));
        return transactions.transactional(work).doOnSuccess(_ -> known.addAll(missing));
    }

    /** Makes the partitions of the days to come and drops those past their time, unless another replica is at it. */
    Mono<Void> maintain() {
        return alone(create(ahead())).then(Mono.defer(this::look)).then(Mono.defer(this::drop));
    }

    /** Whichever replica made them. */
    private Mono<Void> look() {
        return database.sql(LAST)
                .mapValue(LocalDate.class)
                .one()
                .doOnNext(day -> last = day)
                .then();
    }

    /** For how many days after today there are partitions; -1 where it is not known. */
    long daysAhead() {
        LocalDate known = last;
        return known == null ? -1 : ChronoUnit.DAYS.between(today(), known);
    }

    private List<LogDay> ahead() {
        return today().minusDays(DAYS_OF_GRACE)
                .datesUntil(today().plusDays(properties.daysAhead() + 1L))
                .flatMap(day -> Arrays.stream(LogKind.values()).map(kind -> new LogDay(kind, day)))
                .toList();
    }

    /** Table by table: each keeps others out for a moment only, and one that cannot be had now is left for the next time. */
    private Mono<Void> drop() {
        return Flux.fromArray(LogKind.values())
                .concatMap(kind -> Flux.fromIterable(kind.tables())
                        .concatMap(table -> alone(drop(table, oldest(kind)))
                                .doOnError(error ->
                                        LOG.warn("Old days of {} are dropped later: {}", table, error.toString()))
                                .onErrorComplete()))
                .then();
    }

    private Mono<Void> drop(String table, LocalDate oldest) {
        return database.sql(DROP)
                .bind(0, table)
                .bind(1, oldest)
                .mapValue(Integer.class)
                .one()
                .filter(dropped -> dropped > 0)
                .doOnNext(dropped -> LOG.info("Dropped {} days of {}, those before {}", dropped, table, oldest))
                .then();
    }

    private Mono<Void> alone(Mono<Void> work) {
        return transactions.transactional(database.sql(TRY_LOCK)
                .bind(0, LOCK)
                .mapValue(Boolean.class)
                .one()
                .filter(locked -> locked)
                .flatMap(_ -> work));
    }

    /** Forgets which partitions exist, after one was found missing. */
    void forget() {
        known.clear();
    }

    private Mono<Void> create(Collection<LogDay> days) {
        return Flux.fromIterable(days)
                .concatMap(day -> Flux.fromIterable(day.kind().tables())
                        .concatMap(table -> database.sql(CREATE)
                                .bind(0, table)
                                .bind(1, day.day())
                                .then()))
                .then();
    }

    private LocalDate oldest(LogKind kind) {
        Duration retention = switch (kind) {
            case EVENTS -> properties.eventsKept();
            case DELIVERIES -> properties.retention();
            case STATISTICS -> properties.statisticsRetention();
            case REJECTED -> properties.rejectedRetention();
        };
        return LogEntry.dayOf(clock.instant().minus(retention)).minusDays(DAYS_OF_GRACE);
    }

    private LocalDate today() {
        return LogEntry.dayOf(clock.instant());
    }
}
