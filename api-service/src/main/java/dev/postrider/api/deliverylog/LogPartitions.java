package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The daily partitions of the log's tables: which days may have some, and making them. */
final class LogPartitions {
    /** Guards the making of partitions: two replicas at it would fail each other. */
    private static final long LOCK = 7_230_984_120_551L;

    /** Clocks differ, and a batch may straddle midnight. */
    private static final int DAYS_OF_GRACE = 1;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)";
    private static final String WAIT_FOR_LOCK = "SELECT 1 FROM pg_advisory_xact_lock($1)";
    private static final String CREATE = "SELECT 1 FROM create_log_day($1)";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final InstantSource clock;
    private final Duration retention;
    private final int daysAhead;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    LogPartitions(
            DatabaseClient database,
            TransactionalOperator transactions,
            InstantSource clock,
            DeliveryLogProperties properties) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = properties.retention();
        this.daysAhead = properties.daysAhead();
    }

    /** Whether rows of this day are kept. Others are left out, lest a wrong clock fill the database with partitions. */
    boolean isKept(LocalDate day) {
        LocalDate oldest = LogEntry.dayOf(clock.instant().minus(retention)).minusDays(DAYS_OF_GRACE);
        LocalDate newest = today().plusDays(DAYS_OF_GRACE);
        return !day.isBefore(oldest) && !day.isAfter(newest);
    }

    /** Makes what a batch needs and is not there, waiting for whoever is at it. */
    Mono<Void> ensure(Collection<LocalDate> days) {
        Set<LocalDate> missing = new TreeSet<>(days);
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return Mono.empty();
        }
        Mono<Void> work = database.sql(WAIT_FOR_LOCK).bind(0, LOCK).then().then(create(missing));
        return transactions.transactional(work).doOnSuccess(_ -> known.addAll(missing));
    }

    /** Makes the partitions of the days to come, unless another replica is at it. */
    Mono<Void> createAhead() {
        List<LocalDate> days = today().minusDays(DAYS_OF_GRACE)
                .datesUntil(today().plusDays(daysAhead + 1L))
                .toList();
        Mono<Void> work = database.sql(TRY_LOCK)
                .bind(0, LOCK)
                .mapValue(Boolean.class)
                .one()
                .filter(locked -> locked)
                .flatMap(_ -> create(days));
        return transactions.transactional(work);
    }

    /** Forgets which partitions exist, after one was found missing. */
    void forget() {
        known.clear();
    }

    private Mono<Void> create(Collection<LocalDate> days) {
        return Flux.fromIterable(days)
                .concatMap(day -> database.sql(CREATE).bind(0, day).then())
                .then();
    }

    private LocalDate today() {
        return LogEntry.dayOf(clock.instant());
    }
}
