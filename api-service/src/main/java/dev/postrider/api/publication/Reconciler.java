package dev.postrider.api.publication;

import dev.postrider.common.secret.UnreadableSecretException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import reactor.util.retry.Retry;

/**
 * Makes the topic of webhooks follow the tables: compares both once at start, then publishes again, every second, what was
 * not published after its change. Of several processes one works at a time.
 */
@Component
class Reconciler implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** The key of the advisory lock; any number that nothing else in this database locks. */
    private static final long LOCK = 0x706f_7374_7264_7201L;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A change this young is still being published by whoever made it. */
    private static final Duration LAG = Duration.ofSeconds(1);

    private static final Duration CYCLE_DEADLINE = Duration.ofMinutes(1);
    private static final Duration COMPARISON_DEADLINE = Duration.ofMinutes(10);
    private static final int MAX_ROWS_PER_CYCLE = 500;
    private static final int AT_ONCE = 4;

    private final List<PublishedTable> tables;
    private final TopicVersions topic;
    private final DatabaseClient database;
    private final TransactionalOperator transactions;

    /** Rows that cannot be read, each told once. No more than there are rows. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    private @Nullable Disposable work;

    Reconciler(
            List<PublishedTable> tables,
            TopicVersions topic,
            DatabaseClient database,
            TransactionalOperator transactions) {
        this.tables = tables;
        this.topic = topic;
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public synchronized void start() {
        work = alone(compare(), COMPARISON_DEADLINE)
                .doOnError(error -> LOG.warn("Tables and topic cannot be compared yet: {}", error.toString()))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE.multipliedBy(2)))
                .then(Mono.defer(() -> alone(cycle(), CYCLE_DEADLINE))
                        .onErrorResume(error -> {
                            LOG.warn("Reconciling failed and is repeated: {}", error.toString());
                            return Mono.empty();
                        })
                        .repeatWhen(done -> done.delayElements(PAUSE))
                        .then())
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

    /**
     * Makes the topic say what the tables say, once and completely: compares both and publishes until nothing lags, waiting for its
     * turn where another process is at it.
     */
    Mono<Rebuilt> rebuild() {
        return tryAlone(compare(), COMPARISON_DEADLINE)
                .filter(done -> done)
                .repeatWhenEmpty(times -> times.delayElements(PAUSE))
                .thenMany(Flux.fromIterable(tables).concatMap(table -> publishAll(table, Set.of(), 0)))
                .reduce(Rebuilt.NOTHING, Rebuilt::plus);
    }

    /**
     * @param stuck keys that the pass before could not publish
     */
    private Mono<Rebuilt> publishAll(PublishedTable table, Set<String> stuck, long published) {
        return table.lagging(Duration.ZERO, MAX_ROWS_PER_CYCLE).collectList().flatMap(keys -> {
            Set<String> left = Set.copyOf(keys);
            if (left.equals(stuck)) {
                return Mono.just(new Rebuilt(published, stuck.size()));
            }
            return publish(table, keys).then(Mono.defer(() -> {
                Set<String> failed = new HashSet<>(left);
                failed.retainAll(unreadable);
                return publishAll(table, failed, published + left.size() - failed.size());
            }));
        });
    }

    /** Runs the task if no other process runs one now. */
    private Mono<Void> alone(Mono<Void> task, Duration deadline) {
        return tryAlone(task, deadline).then();
    }

    /** The same, telling whether it ran. */
    private Mono<Boolean> tryAlone(Mono<Void> task, Duration deadline) {
        return transactions
                .transactional(database.sql("SELECT pg_try_advisory_xact_lock(:lock) AS mine")
                        .bind("lock", LOCK)
                        .map(row -> Boolean.TRUE.equals(row.get("mine", Boolean.class)))
                        .one()
                        // The task has transactions of its own; they must not join the one that only holds the lock.
                        .flatMap(mine -> mine
                                ? task.contextWrite(context -> Context.empty()).thenReturn(true)
                                : Mono.just(false)))
                .timeout(deadline);
    }

    private Mono<Void> compare() {
        return topic.read()
                .flatMap(versions -> Flux.fromIterable(tables)
                        .concatMap(table -> compare(table, versions))
                        .then(Mono.fromRunnable(() -> reportStrangers(versions))));
    }

    private static Mono<Void> compare(PublishedTable table, Map<String, Long> versions) {
        return table.compare(versions)
                .doOnNext(count -> {
                    if (count > 0) {
                        LOG.info("{}: {} rows differ from the topic and are published again", table.name(), count);
                    }
                })
                .then();
    }

    /** A record without a row is never made here; a table restored from an old backup leaves some. Nothing is guessed. */
    private static void reportStrangers(Map<String, Long> rest) {
        if (!rest.isEmpty()) {
            LOG.warn(
                    "The topic of webhooks has {} records that no table has, such as {}: is this the right database?",
                    rest.size(),
                    rest.keySet().stream().limit(5).toList());
        }
    }

    private Mono<Void> cycle() {
        return Flux.fromIterable(tables)
                .concatMap(table -> table.lagging(LAG, MAX_ROWS_PER_CYCLE)
                        .collectList()
                        .flatMap(keys -> publish(table, keys))
                        .then(table.forgetDeleted()))
                .then();
    }

    private Mono<Void> publish(PublishedTable table, List<String> keys) {
        return Flux.fromIterable(keys)
                .flatMap(key -> publish(table, key), AT_ONCE)
                .then();
    }

    private static boolean isUnreadable(Throwable error) {
        return error instanceof UnreadableRowException || error instanceof UnreadableSecretException;
    }

    private Mono<Void> publish(PublishedTable table, String key) {
        return table.publish(key)
                .doOnSuccess(_ -> {
                    unreadable.remove(key);
                    LOG.info("{} {} was published late", table.name(), key);
                })
                // A row that cannot be read must not keep the others from the topic.
                .onErrorResume(Reconciler::isUnreadable, error -> {
                    if (unreadable.add(key)) {
                        LOG.error(
                                "{} {} cannot be published until it can be read: {}", table.name(), key, reason(error));
                    }
                    return Mono.empty();
                });
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause();
        return cause == null ? String.valueOf(error.getMessage()) : error.getMessage() + ": " + cause.getMessage();
    }
}
