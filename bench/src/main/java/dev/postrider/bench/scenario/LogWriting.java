package dev.postrider.bench.scenario;

import dev.postrider.bench.load.Fleet;
import dev.postrider.bench.load.OpenLoop;
import dev.postrider.bench.load.Payload;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.load.Subscription;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.scenario.WrittenLog.Progress;
import dev.postrider.bench.sink.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The writer of the delivery log: alone with a backlog, against a bare COPY of the rows that it wrote, and then beside a steady
 * load; the database is durable. Every event goes to one webhook, which takes it at once.
 */
public final class LogWriting implements Scenario {
    private static final int WEBHOOKS = 100;
    private static final int PER_SECOND = 2_000;
    private static final double SHARE_OF_COPY = 0.5;
    private static final double MOST_LAG_SECONDS = 2;
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Consumers join their groups again before that. */
    private static final double FROM = 0.1;

    private static final double UNTIL = 0.95;

    private final Payload payload = new Payload();

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        ApiSizes sizes = ApiSizes.of(bench.sizes());
        Result.Builder result = new Result.Builder("log");
        try (RunTopics run = bench.topics("log")) {
            run.subscribe(Fleet.even(WEBHOOKS, bench::url).stream()
                    .map(target -> Subscription.of(target, type(target.slot())))
                    .toList());
            bench.sink().reset();
            try (ApiUnderTest api = ApiUnderTest.start(bench, run);
                    WrittenLog log = new WrittenLog(run, api.database())) {
                deliver(bench, run, 0, sizes.logged());
                var _ = log.complete(AT_MOST);
                bench.say("log: the first %,d deliveries are written".formatted(sizes.logged()));
                api.process().suspend();
                deliver(bench, run, sizes.logged(), sizes.logged());
                alone(log, api.process(), folder(bench), result);
                long sent = beside(bench, run, log, sizes, result);
                var _ = log.complete(AT_MOST);
                List<String> wrong =
                        log.wrong(2L * sizes.logged() + sent, bench.sink().total());
                wrong.forEach(result::note);
                result.bound(Bound.atMost("counts that are wrong", wrong.size(), 0));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e);
        }
        return result.note("rows of events, deliveries and attempts; the writer adds them up besides")
                .build();
    }

    private void deliver(Bench bench, RunTopics run, int first, int events) throws InterruptedException {
        for (int i = first; i < first + events; i++) {
            run.send(event(run, new Stamp(0, i)));
        }
        run.flush();
        ChildJvm dispatcher = bench.services().dispatcher(run);
        endWhenDelivered(bench, dispatcher, first + events);
    }

    private static void endWhenDelivered(Bench bench, ChildJvm dispatcher, long all) throws InterruptedException {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (bench.sink().total() < all) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the dispatcher has not delivered everything");
            }
            Thread.sleep(LOOK);
        }
        bench.services().end(dispatcher);
    }

    private static void alone(WrittenLog log, ChildJvm api, Path folder, Result.Builder result)
            throws SQLException, InterruptedException {
        List<Progress> seen = new ArrayList<>(List.of(log.progress()));
        api.resume();
        while (!seen.getLast().isComplete()) {
            Thread.sleep(LOOK);
            seen.add(log.progress());
        }
        long before = seen.getFirst().done();
        long waiting = seen.getFirst().end() - before;
        Progress from = seen.stream()
                .filter(one -> one.done() <= before + waiting * FROM)
                .reduce((_, later) -> later)
                .orElseThrow();
        Progress until = seen.stream()
                .filter(one -> one.done() >= before + waiting * UNTIL)
                .findFirst()
                .orElseThrow();
        long rows = log.rows();
        double share = (double) (until.done() - from.done()) / until.end();
        double written = rows * share / ((until.nanos() - from.nanos()) / 1e9);
        double copied = rows / (log.copyAll(folder).toNanos() / 1e9);
        result.figure("rows written alone", written, "/s")
                .figure("rows by a bare COPY", copied, "/s")
                .bound(Bound.atLeast("writer ÷ bare COPY", written / copied, SHARE_OF_COPY));
    }

    /** How many were sent. */
    private long beside(Bench bench, RunTopics run, WrittenLog log, ApiSizes sizes, Result.Builder result)
            throws InterruptedException {
        ChildJvm dispatcher = bench.services().dispatcher(run);
        long start = System.nanoTime();
        long from = start + sizes.beside().toNanos();
        long end = from + sizes.beside().toNanos();
        FutureTask<List<Progress>> watch = new FutureTask<>(watch(log, from, end));
        Thread.ofVirtual().start(watch);
        OpenLoop.Sent sent =
                OpenLoop.run(run, PER_SECOND, start, next -> next.intendedNanos() >= end, stamp -> event(run, stamp));
        try {
            List<Progress> seen = watch.get();
            long behind = seen.stream()
                    .mapToLong(progress -> progress.end() - progress.done())
                    .max()
                    .orElseThrow();
            Progress first = seen.getFirst();
            Progress last = seen.getLast();
            double perSecond = (last.end() - first.end()) / ((last.nanos() - first.nanos()) / 1e9);
            result.figure("records beside, read and to be read", perSecond, "/s")
                    .bound(Bound.atMost(
                            "lag beside %,d deliveries/s, seconds".formatted(PER_SECOND),
                            behind / perSecond,
                            MOST_LAG_SECONDS));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the log's lag cannot be watched", e);
        }
        endWhenDelivered(bench, dispatcher, 2L * sizes.logged() + sent.count());
        return sent.count();
    }

    private static Callable<List<Progress>> watch(WrittenLog log, long from, long end) {
        return () -> {
            List<Progress> seen = new ArrayList<>();
            while (System.nanoTime() < end) {
                if (System.nanoTime() >= from) {
                    seen.add(log.progress());
                }
                Thread.sleep(LOOK);
            }
            return seen;
        };
    }

    private ProducerRecord<byte[], byte[]> event(RunTopics run, Stamp stamp) {
        byte[] key = stamp.eventId().getBytes(StandardCharsets.US_ASCII);
        byte[] value = payload.event(type((int) (stamp.number() % WEBHOOKS)), stamp);
        return new ProducerRecord<>(run.names().events(), key, value);
    }

    /** Where the database, which may run as another user, can write. */
    private static Path folder(Bench bench) {
        try {
            Path folder = Files.createDirectories(bench.folder("copied"));
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"))
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(int slot) {
        return "load.w" + slot;
    }
}
