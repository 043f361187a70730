package dev.postrider.bench.scenario;

import dev.postrider.bench.load.HttpLoop;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Lists of deliveries from a small and from a large log: two databases with an API each, asked in turns. The same queries
 * find as many rows in both, also those that find none.
 */
public final class ApiLists implements Scenario {
    private static final double NANOS_PER_MILLI = 1e6;

    /** A list must not take longer than so many times what it takes from the small log. */
    private static final double GROWTH = 2;

    @Override
    public String name() {
        return "lists";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        ApiSizes sizes = ApiSizes.of(bench.sizes());
        Result.Builder result = new Result.Builder("lists");
        try (RunTopics smallTopics = bench.topics("few");
                RunTopics largeTopics = bench.topics("many");
                ApiUnderTest small = ApiUnderTest.start(bench, smallTopics, "--postrider.delivery-log.writer=false");
                ApiUnderTest large = ApiUnderTest.start(bench, largeTopics, "--postrider.delivery-log.writer=false")) {
            FilledLog few = FilledLog.fill(small.database(), sizes.fewAttempts());
            FilledLog many = FilledLog.fill(large.database(), sizes.attempts());
            bench.say("lists: %,d attempts are there".formatted(sizes.attempts()));
            long scans = few.sequentialScans() + many.sequentialScans();
            for (Map.Entry<String, String> list : lists().entrySet()) {
                compare(small, large, list, sizes, result);
            }
            result.bound(Bound.atMost(
                    "sequential scans of deliveries meanwhile",
                    (double) (few.sequentialScans() + many.sequentialScans() - scans),
                    0));
        } catch (SQLException e) {
            throw new IllegalStateException("the log cannot be filled", e);
        }
        return result.note(
                        "%,d and %,d deliveries of one attempt each, over %d days; pages of 50; one request at a time"
                                .formatted(sizes.fewAttempts(), sizes.attempts(), FilledLog.DAYS))
                .build();
    }

    private static Map<String, String> lists() {
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("the newest", "");
        lists.put("of a webhook", "&webhook_id=" + FilledLog.WEBHOOK);
        lists.put("of a type that most have", "&event_type=" + FilledLog.COMMON_TYPE);
        lists.put("of a type that one of a hundred has", "&event_type=" + FilledLog.RARE_TYPE);
        lists.put("of a type that nothing has", "&event_type=order.never");
        lists.put("delivered", "&status=delivered");
        lists.put("dead", "&status=dead");
        lists.put("answered with 503", "&status_code=503");
        lists.put("answered with 418, as nothing is", "&status_code=418");
        lists.put("between two dates", "&from=" + FilledLog.from() + "&to=" + FilledLog.to());
        lists.put("of an event", "&event_id=" + FilledLog.EVENT);
        return lists;
    }

    private static void compare(
            ApiUnderTest small,
            ApiUnderTest large,
            Map.Entry<String, String> list,
            ApiSizes sizes,
            Result.Builder result)
            throws InterruptedException {
        List<Histogram> few = new ArrayList<>();
        List<Histogram> many = new ArrayList<>();
        for (int turn = 0; turn <= sizes.pairs(); turn++) {
            few.add(time(small, list.getValue(), sizes));
            many.add(time(large, list.getValue(), sizes));
        }
        double before = p99(few);
        double after = p99(many);
        result.figure(list.getKey() + ": small log, p99", before, "ms")
                .figure(list.getKey() + ": large log, p99", after, "ms")
                .bound(Bound.atMost(list.getKey() + ": large to small", after / before, GROWTH));
    }

    private static Histogram time(ApiUnderTest api, String filter, ApiSizes sizes) throws InterruptedException {
        URI url = api.uri("/api/v1/deliveries?limit=50" + filter);
        return HttpLoop.run(url, HttpLoop.get(url, api.key()), 1, sizes.lists()).latency();
    }

    /** Of all turns but the first, which warmed up. */
    private static double p99(List<Histogram> turns) {
        Histogram all = new Histogram(3);
        turns.stream().skip(1).forEach(all::add);
        return all.getValueAtPercentile(99) / NANOS_PER_MILLI;
    }
}
