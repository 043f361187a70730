package dev.postrider.api.secret;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Seals with the present master key whatever is not: rows of before there was one, rows of older keys, answers that are kept for repeated requests, and
 * the records on the topic. At start and then at intervals; of several processes one works at a time. Each page is a transaction, and what
 * is left to do stands in the rows themselves, so a process that ends in between leaves nothing half done.
 */
@Component
class Resealing implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);

    /** The key of the advisory lock; any number that nothing else in this database locks. */
    private static final long LOCK = 0x706f_7374_7264_7205L;

    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final int PAGE = 200;
    private static final int AT_ONCE = 4;
    private static final UUID FIRST = new UUID(0, 0);

    private final PlainRows plain;
    private final SealedRows sealed;
    private final SealedAnswers answers;
    private final SealedRecords records;
    private final SecretMetrics metrics;
    private final RowVault vault;
    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final SecretSettings settings;
    private @Nullable Disposable work;

    Resealing(
            PlainRows plain,
            SealedRows sealed,
            SealedAnswers answers,
            SealedRecords records,
            SecretMetrics metrics,
            RowVault vault,
            DatabaseClient database,
            TransactionalOperator transactions,
            SecretSettings settings) {
        this.plain = plain;
        this.sealed = sealed;
        this.answers = answers;
        this.records = records;
        this.metrics = metrics;
        this.vault = vault;
        this.database = database;
        this.transactions = transactions;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        work = alone().then(Mono.defer(metrics::count))
                .onErrorResume(error -> {
                    LOG.warn("Sealing with master key '{}' is repeated: {}", vault.currentKey(), error.toString());
                    return Mono.empty();
                })
                .repeatWhen(done -> done.delayElements(settings.checkInterval()))
                .subscribe();
    }

    @Override
    public synchronized void stop() {
        if (work != null) {
            work.dispose();
            work = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return work != null;
    }

    /** Runs if no other process does now. */
    private Mono<Void> alone() {
        return transactions
                .transactional(database.sql("SELECT pg_try_advisory_xact_lock(:lock) AS mine")
                        .bind("lock", LOCK)
                        .map(row -> Boolean.TRUE.equals(row.get("mine", Boolean.class)))
                        .one()
                        // The task has transactions of its own; they must not join the one that only holds the lock.
                        .flatMap(mine -> mine ? task().contextWrite(context -> Context.empty()) : Mono.<Void>empty()))
                .timeout(DEADLINE);
    }

    private Mono<Void> task() {
        AtomicLong rows = new AtomicLong();
        AtomicLong published = new AtomicLong();
        return sealPlain()
                .concatWith(Flux.fromArray(SealedColumn.values()).concatMap(this::sealAnew))
                .concatWith(pages(after -> answers.page(after, PAGE)))
                .doOnNext(rows::addAndGet)
                .thenMany(publishAgain())
                .doOnNext(published::addAndGet)
                .then(Mono.fromRunnable(() -> report(rows.get(), published.get())));
    }

    private Flux<Long> sealPlain() {
        return plain.sealSome(PAGE).expand(count -> count > 0 ? plain.sealSome(PAGE) : Mono.empty());
    }

    private Flux<Long> sealAnew(SealedColumn column) {
        return pages(after -> sealed.page(column, after, PAGE));
    }

    private Flux<Long> publishAgain() {
        return pages(this::publishPage);
    }

    private static Flux<Long> pages(Function<UUID, Mono<SealedRows.Page>> behind) {
        return behind.apply(FIRST)
                .expand(page -> page.last() == null ? Mono.empty() : behind.apply(page.last()))
                .map(SealedRows.Page::sealed);
    }

    private Mono<SealedRows.Page> publishPage(UUID after) {
        return records.others(vault.currentKey(), after, PAGE)
                .collectList()
                .flatMap(ids -> ids.isEmpty()
                        ? Mono.just(new SealedRows.Page(0, null))
                        : Flux.fromIterable(ids)
                                .flatMap(this::publish, AT_ONCE)
                                .count()
                                .map(count -> new SealedRows.Page(count, ids.getLast())));
    }

    private Mono<UUID> publish(UUID webhook) {
        return records.publishAgain(webhook).thenReturn(webhook).onErrorResume(error -> {
            LOG.error("The record of webhook {} is left as it is: {}", webhook, error.toString());
            return Mono.empty();
        });
    }

    private void report(long rows, long published) {
        if (rows + published > 0) {
            LOG.info(
                    "Sealed {} rows and {} records on the topic with master key '{}'",
                    rows,
                    published,
                    vault.currentKey());
        }
    }
}
